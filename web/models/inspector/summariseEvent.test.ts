import { expect, it } from 'vitest'
import { summariseEvent } from './summariseEvent.ts'

it.each([
  [{ choices: [{ index: 0, delta: { content: 'a\n' } }] }, '"a\\n"'],
  [{ choices: [{ index: 1, text: 'b', finish_reason: 'stop' }] }, '#1 "b" · #1 finish stop'],
  [{ choices: [{ delta: { reasoning_content: 'hm' } }] }, 'reasoning "hm"'],
  [{ choices: [], usage: { completion_tokens: 7 } }, 'usage 7 tok'],
])('says what %j adds', (event, text) => {
  expect(summariseEvent(JSON.stringify(event))).toEqual({ text, isData: false })
})

it.each(['[DONE]', 'null', '5', '{"error":{"message":"x"}}', '{"choices":[{"delta":{"role":"assistant"}}]}', '{'])(
  'shows %s as it is',
  (data) => expect(summariseEvent(data)).toEqual({ text: data, isData: true }),
)
