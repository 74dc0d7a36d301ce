import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '../fixture.ts'
import { QueryPage } from '../page/queryPage.ts'
import { expectedText } from '../simulator/expectedText.ts'
import { predictions } from '../simulator/predict.ts'

const chat = '{"messages": [{"role": "user", "content": "Hi"}], "stream": true}'

test.describe('the Query page', () => {
  test('sends the text as it is written, numbers, order and unknown fields included', async ({
    playground,
    serve,
    simulator,
    page,
  }) => {
    await serve('fast', 'short')
    const query = new QueryPage(page)
    await query.open(playground.url)
    const text =
      '{\n  "seed": 12345678901234567890,\n  "temperature": 1.0, "top_p": 1e0,\n  "messages": [{"role": "user", "content": "Hi"}],\n  "mine": {"b": 1, "a": [ 2.50 ]}\n}'
    await query.write(text)
    await query.chooseEndpoint('fast')
    await query.chooseEndpoint('short')
    await query.send()
    await expect(query.answer('fast')).toContainText('200')
    await expect(query.answer('short')).toContainText('200')
    const sent = (await simulator.requests()).filter(({ method }) => method === 'POST').map(({ body }) => body)
    expect(sent.toSorted()).toEqual(
      ['fast', 'short'].map((model) => text.replace('{\n  "seed"', `{\n  "model":"${model}","seed"`)).toSorted(),
    )
    await query.answer('fast').getByRole('tab', { name: 'As sent' }).click()
    await expect(query.answer('fast')).toContainText('12345678901234567890')
  })

  test('an example and Send are all a newcomer needs', async ({ playground, page }) => {
    const query = new QueryPage(page)
    await query.open(playground.url)
    await page.getByRole('button', { name: 'A chat with a system prompt, streamed' }).click()
    await query.send()
    await expect(query.answer('echo')).toContainText('200')
  })

  test('shows the answer as it streams, then its body, events, headers and times', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('fast')
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.write(chat)
    await query.chooseEndpoint('fast')
    await query.editor.press('Control+Enter')
    const answer = query.answer('fast')
    await expect(answer).toContainText(expectedText('fast').slice(0, 40))
    await answer.getByRole('tab', { name: /^Events \d+/ }).click()
    await expect(answer).toContainText('longest pause')
    await answer.getByRole('tab', { name: 'Headers' }).click()
    await expect(answer).toContainText('text/event-stream')
    await answer.getByRole('tab', { name: 'Timing' }).click()
    await expect(answer).toContainText('To first token')
    await answer.getByRole('tab', { name: 'Body' }).click()
    await expect(answer).toContainText('came as a stream')
  })

  test('says what is odd while it is typed and sends it all the same', async ({ playground, serve, page }) => {
    await serve('strict')
    const query = new QueryPage(page)
    await query.open(playground.url)
    const remarks = page.getByRole('list', { name: 'Remarks' })
    await query.write('{"messages": [{"role": "user", "content": "Hi"}],\n "top_k": 40, "max_token": 3}')
    await expect(remarks).toContainText('Line 2: max_token is not a known field; max_tokens is. It is sent as written.')
    await query.write('{"messages": [')
    await expect(remarks).toContainText('Line 1: A closing bracket ] is missing.')
    await query.chooseEndpoint('strict')
    await query.send()
    await expect(query.answer('strict')).toContainText('200')

    await query.write('{"messages": [{"role": "user", "content": "Hi"}], "top_k": 40}')
    await query.send()
    const answer = query.answer('strict')
    await expect(answer).toContainText('Unrecognized request argument supplied: top_k')
    await answer.getByRole('button', { name: 'Send without top_k' }).click()
    await expect(answer).toContainText('attempt 2')
    await expect(answer).toContainText('200')
    await expect(query.editor).toContainText('"top_k": 40')
  })

  test('completes fields and explains them', async ({ playground, page }) => {
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.write('{"prompt": "a", }')
    await query.editor.press('Control+End')
    await query.editor.press('ArrowLeft')
    await page.keyboard.type('"max')
    await page.getByRole('option', { name: /max_tokens/ }).click()
    await expect(query.editor).toContainText('"max_tokens": ')
    await query.editor.getByText('"prompt"').hover()
    await expect(page.getByText('The text to continue')).toBeVisible()
  })

  test('form and JSON are one text: what the form does not know stays where it was', async ({ playground, page }) => {
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.write('{ "x": 1.0,\n"messages": [ {"role":"user","content":"Hi"} ],   "temperature": 0.50 }')
    await page.getByRole('tab', { name: 'Form' }).click()
    await expect(page.getByText('Also in the request, as written: "x"')).toBeVisible()
    await page.getByLabel('Content of message 1').fill('Hello')
    await page.getByLabel('temperature').fill('1.0')
    await page.getByLabel('max_tokens').fill('7')
    await page.getByRole('tab', { name: 'JSON' }).click()
    await expect(query.editor).toHaveText(
      '{ "x": 1.0,"messages": [ {"role":"user","content":"Hello"} ],   "temperature": 1.0,   "max_tokens": 7 }',
    )
  })

  test('takes a request from curl, keeps no credential and offers the endpoint', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('fast')
    const query = new QueryPage(page)
    await query.open(playground.url)
    const secret = 'dapi5ecre7'
    await query.paste(
      `curl -u token:${secret} -X POST -H "Content-Type: application/json" -d '{"messages":[{"role":"user","content":" What is a mixture of experts model?"}]}' https://example.com/serving-endpoints/fast/invocations`,
    )
    await expect(query.editor).toContainText('" What is a mixture of experts model?"')
    await query.send()
    await expect(query.answer('fast')).toContainText('200')
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.reload()
    await expect(query.answer('fast')).toContainText('200')
    expect(await page.content()).not.toContain(secret)
  })

  test('takes the bodies and curl calls of the documentation as they are', async ({ playground, serve, page }) => {
    await serve('fast')
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.chooseEndpoint('fast')
    const curl = (body: string) => `curl \\
-u token:$DATABRICKS_TOKEN \\
-X POST \\
-H "Content-Type: application/json" \\
-d '${body}' \\
https://<workspace_host>.databricks.com/serving-endpoints/<your-endpoint>/invocations`
    const chats = [
      '{"messages":[{"role":"user","content":"What is a mixture of experts model?"}],"max_tokens":100,"temperature":0.1}',
      '{"prompt":"What is mlflow?","max_tokens":100,"temperature":0.1,"stop":["Human:"],"n":1,"stream":false,"extra_params":{"top_p":0.9}}',
      curl(`{
  "messages": [
    {"role": "system", "content": "You are a helpful assistant."},
    {"role": "user", "content": " What is a mixture of experts model?"}
  ]
}`),
      curl('{"prompt": "What is a quoll?", "max_tokens": 64}'),
    ]
    for (const [index, text] of chats.entries()) {
      await query.paste(text)
      await query.send()
      await expect(page.getByRole('button', { name: `History ${index + 1}` })).toBeVisible()
      await expect(query.answer('fast')).toContainText('200')
      await expect(query.answer('fast').getByText('finish reason')).toBeVisible()
    }
    await page.getByRole('button', { name: 'Do not send to fast' }).click()
    await query.chooseEndpoint('universal-sentence-encoder-lite')
    const vectors = [
      '{"input":["embedding text"]}',
      '{"input":"what is databricks"}',
      curl('{ "input": "Embed this sentence!"}'),
    ]
    for (const [index, text] of vectors.entries()) {
      await query.paste(text)
      await query.send()
      await expect(page.getByRole('button', { name: `History ${chats.length + index + 1}` })).toBeVisible()
      await expect(query.answer('universal-sentence-encoder-lite').getByRole('row', { name: /^0 512/ })).toBeVisible()
    }
  })

  test('shows predictions and vectors as tables', async ({ playground, serve, page }) => {
    await serve('predictions')
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.write('{"dataframe_split": {"columns": ["a"], "data": [[1.0], [2]]}}')
    await query.chooseEndpoint('predictions')
    await query.send()
    for (const { label, score } of predictions)
      await expect(query.answer('predictions').getByRole('row', { name: `${label} ${score}` })).toBeVisible()
    await query.write('{"input": ["one text", "another"]}')
    await query.chooseEndpoint('universal-sentence-encoder-lite')
    await query.send()
    await expect(query.answer('universal-sentence-encoder-lite').getByRole('row', { name: /^1 512/ })).toBeVisible()
  })

  test('compares two answers, keeps a history and gives an earlier request back', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('fast', 'echo-prompt')
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.write('{"messages": [{"role": "user", "content": "first"}], "temperature": 1.0}')
    await query.chooseEndpoint('fast')
    await query.chooseEndpoint('echo-prompt')
    await query.send()
    await expect(query.answer('echo-prompt')).toContainText('200')
    await expect(query.answer('fast')).toContainText('200')
    await page.getByRole('button', { name: 'Compare two answers' }).click()
    const dialog = page.getByRole('dialog', { name: 'Compare two answers' })
    await expect(dialog.locator('ins')).toContainText('first')
    await dialog.getByRole('button', { name: 'Close' }).click()
    await query.write('{"messages": [{"role": "user", "content": "second"}]}')
    await query.send()
    await expect(query.answer('echo-prompt')).toContainText('second')
    await page.getByRole('button', { name: 'History 2' }).click()
    await page.getByRole('button', { name: 'Request of send 1' }).click()
    await expect(query.editor).toHaveText('{"messages": [{"role": "user", "content": "first"}], "temperature": 1.0}')
    await expect(query.answer('echo-prompt')).toContainText('first')
  })

  test('gives code for the request, and opens it on the page it is for', async ({ playground, serve, page }) => {
    await serve('fast')
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.chooseEndpoint('fast')
    await query.write('{"messages": [{"role": "user", "content": "Hello there"}], "max_tokens": 7}')
    await page.getByRole('button', { name: 'Get code' }).click()
    const dialog = page.getByRole('dialog', { name: 'Get code' })
    await expect(dialog).toContainText('Hello there')
    await dialog.getByRole('button', { name: 'Close' }).click()
    await query.send()
    await query.answer('fast').getByRole('button', { name: 'Open in Compare' }).click()
    await expect(page).toHaveURL(/\/compare\//)
    await expect(page.getByRole('textbox', { name: /Ask/ }).or(page.getByText('Hello there')).first()).toBeVisible()

    await query.open(playground.url)
    await query.chooseEndpoint('fast')
    await query.write('{"prompt": "Once upon a time", "max_tokens": 7}')
    await query.send()
    await query.answer('fast').getByRole('button', { name: 'Open in Complete' }).click()
    await expect(page).toHaveURL(/\/complete\//)
    await expect(page.getByText('Once upon a time').first()).toBeVisible()

    await query.open(playground.url)
    await query.chooseEndpoint('universal-sentence-encoder-lite')
    await query.write('{"input": ["near", "far"]}')
    await query.send()
    await query.answer('universal-sentence-encoder-lite').getByRole('button', { name: 'Open in Embed' }).click()
    await expect(page).toHaveURL(/\/embed\//)
    await expect(page.getByText('near').first()).toBeVisible()
  })

  test('stops, and shows after a reload what had arrived', async ({ playground, serve, page }) => {
    await serve('slow,tokens:600')
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.write(chat)
    await query.chooseEndpoint('slow,tokens:600')
    await query.send()
    const answer = query.answer('slow,tokens:600')
    await expect(answer).toContainText('streaming')
    await page.reload()
    await expect(answer).toContainText('streaming')
    await answer.getByRole('button', { name: 'Stop' }).click()
    await expect(answer).toContainText('stopped')
    await expect(answer).toContainText(expectedText('slow,tokens:600').slice(0, 12))
  })

  test('stays usable with a body of 20 MB', async ({ playground, serve, simulator, page }) => {
    test.setTimeout(120_000)
    await serve('short')
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.chooseEndpoint('short')
    const text = `{"messages": [{"role": "user", "content": "${'many words. '.repeat(1_700_000)}"}]}`
    await query.write(text)
    await expect(page.getByText('20 MB: too long to be checked while typing.')).toBeVisible()
    await query.send()
    await expect(query.answer('short')).toContainText('200', { timeout: 60_000 })
    const [sent] = (await simulator.requests()).filter(({ method }) => method === 'POST')
    expect(sent?.bodyByteLength).toBe(text.length + '"model":"short",'.length)
  })

  test('has no accessibility violation, light and dark, and works by keyboard alone', async ({
    playground,
    serve,
    page,
  }) => {
    await serve('fast')
    const query = new QueryPage(page)
    await query.open(playground.url)
    await query.editor.focus()
    await page.keyboard.type('{"messages": []')
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Add endpoint' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByLabel('Search endpoints')).toBeFocused()
    await page.keyboard.type('fast')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Do not send to fast' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Add endpoint' })).toBeFocused()
    await page.keyboard.press('Control+Enter')
    await expect(query.answer('fast')).toContainText('200')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations).toEqual([])
    }
  })
})
