import { describe, expect, it } from 'vitest'
import { tableOf } from './tableOf.ts'

describe('tableOf', () => {
  it.each([
    [
      '{"predictions":[{"a":1,"b":"x"},{"a":2,"c":null}]}',
      {
        columns: ['a', 'b', 'c'],
        rows: [
          ['1', 'x', ''],
          ['2', '', 'null'],
        ],
      },
    ],
    ['{"predictions":[1.5,2]}', { columns: ['prediction'], rows: [['1.5'], ['2']] }],
    ['{"outputs":[[1,2],[3]]}', { columns: ['0', '1'], rows: [['1', '2'], ['3']] }],
    [
      '{"data":[{"object":"embedding","index":0,"embedding":[0.1,0.2]},{"index":1,"embedding":"AAA="}]}',
      {
        columns: ['index', 'dimensions', 'first values'],
        rows: [
          ['0', '2', '0.1, 0.2, …'],
          ['1', 'base64', 'AAA='],
        ],
      },
    ],
  ])('reads %s', (body, table) => {
    expect(tableOf(body)).toEqual(table)
  })

  it.each(['{"choices":[]}', '[]', 'hello', '{"predictions":[]}', '{"predictions":3}'])(
    'sees no table in %s',
    (body) => {
      expect(tableOf(body)).toBeUndefined()
    },
  )
})
