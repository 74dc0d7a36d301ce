import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PasteProblem } from './pasteProblem.ts'
import { readPasted } from './pastedRequest.ts'

/** The body as a value, and what else was found. */
function paste(text: string) {
  const { body, ...rest } = readPasted(text)
  return { ...rest, body: JSON.parse(body) as unknown }
}

const chat = {
  messages: [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: 'What is a mixture of experts model?' },
  ],
  max_tokens: 256,
}

describe('readPasted', () => {
  it('takes JSON as it stands', () => {
    const text = '{"temperature": 1.0, "seed": 12345678901234567890,\n "messages": []}'
    expect(readPasted(`\n${text}\n`)).toEqual({ from: 'JSON', body: text, notes: [] })
  })

  it('reads the curl call of the documentation', () => {
    const found = paste(`curl \\
-u token:$DATABRICKS_TOKEN \\
-X POST \\
-H "Content-Type: application/json" \\
-d '{
  "messages": [
    {"role": "system", "content": "You are a helpful assistant."},
    {"role": "user", "content": " What is a mixture of experts model?"}
  ]
}' \\
https://<workspace_host>.databricks.com/serving-endpoints/databricks-dbrx-instruct/invocations`)
    expect(found).toMatchObject({
      from: 'curl',
      endpoint: 'databricks-dbrx-instruct',
      body: { messages: [{}, { role: 'user', content: ' What is a mixture of experts model?' }] },
      notes: [],
    })
    expect(found.credential).toBeUndefined()
  })

  it.each([
    ['-u', "curl -u token:dapi0123 -d '{}' http://x", { where: '-u', value: 'dapi0123' }],
    [
      'a bearer header',
      "curl -H 'Authorization: Bearer sk-1' -d '{}' http://x",
      { where: 'header Authorization', value: 'sk-1' },
    ],
    ['an api-key header', "curl -H 'api-key: k1' --json '{}' http://x", { where: 'header api-key', value: 'k1' }],
    ['a placeholder', "curl -H 'Authorization: Bearer <token>' -d '{}' http://x", undefined],
  ])('finds the credential in %s and keeps it apart', (_, text, credential) => {
    const found = readPasted(text)
    expect(found.credential).toEqual(credential)
    expect(found.body).toBe('{}')
  })

  it.each([
    ['--json', `curl http://x --json '{"a":1}'`],
    ['--data-raw', `curl 'http://x' --data-raw '{"a":1}' --compressed`],
    ['a glued option', `curl -sSXPOST http://x -d'{"a":1}'`],
    ['standard input', `echo '{"a":1}' | curl -d @- http://x`],
    ['a here-document', `curl http://x --data-binary @- <<EOF\n{"a":1}\nEOF`],
    ['an ANSI quote', `curl http://x -d $'{"a":\\x31}'`],
    [
      'cmd, as a browser copies it',
      `curl ^"http://x^" ^\n  -H ^"content-type: application/json^" ^\n  --data-raw ^"^{^\\^"a^\\^":1^}^"`,
    ],
    ['cmd, by hand', `curl http://x ^\n -d "{\\"a\\":1}"`],
    ['cmd, quotes doubled', `curl http://x ^\n -d "{""a"":1}"`],
    ['PowerShell', `curl.exe http://x \`\n  -d '{"a":1}'`],
    ['PowerShell, escaped for the program', `curl.exe http://x -d '{\\"a\\":1}' \`\n -s`],
    ['PowerShell, a here-string', `$body = @'\n{"a":1}\n'@\nInvoke-RestMethod -Uri http://x -Method Post -Body $body`],
    ['PowerShell, an object', `Invoke-RestMethod http://x -Method Post -Body (@{ a = 1 } | ConvertTo-Json -Depth 5)`],
    [
      'PowerShell, as a browser copies it',
      'Invoke-WebRequest -UseBasicParsing -Uri "http://x" `\n-Method "POST" `\n-ContentType "application/json" `\n-Body "{`"a`":1}"',
    ],
    ['requests', `import requests\nrequests.post("http://x", json={"a": 1}, headers={"Authorization": f"Bearer {t}"})`],
    ['requests, dumped', `requests.post("http://x", data=json.dumps({"a": 1}))`],
    ['fetch', `await fetch('http://x', { method: 'POST', body: JSON.stringify({ a: 1 }) })`],
    ['axios', `axios.post("http://x", { a: 1 }, { headers: {} })`],
    [
      'HAR',
      JSON.stringify({
        log: { entries: [{ request: { url: 'http://x', headers: [], postData: { text: '{"a":1}' } } }] },
      }),
    ],
  ])('finds the body in %s', (_, text) => {
    const found = paste(text)
    expect(found.body).toEqual({ a: 1 })
    expect(found.url).toBe('http://x')
  })

  const pythonChat = `messages=[
        {"role": "system", "content": "You are a helpful assistant."},
        {
          "role": "user",
          "content": "What is a mixture of experts model?",
        }
    ],
    max_tokens=256`

  it.each([
    [
      'OpenAI',
      `from openai import OpenAI\nclient = OpenAI(api_key="dapi-your-token", base_url="https://h/serving-endpoints")\nresponse = client.chat.completions.create(\n    model="ep",\n    ${pythonChat}\n)`,
    ],
    [
      'OpenAI of the Databricks SDK',
      `w = WorkspaceClient()\nclient = w.serving_endpoints.get_open_ai_client()\nresponse = client.chat.completions.create(model="ep", ${pythonChat})\nprint(response.choices[0].message.content)`,
    ],
    [
      'MLflow',
      `client = mlflow.deployments.get_deploy_client("databricks")\nchat_response = client.predict(\n    endpoint="ep",\n    inputs={"messages": [{"role": "system", "content": "You are a helpful assistant."}, {"role": "user", "content": "What is a mixture of experts model?"}], "max_tokens": 256})`,
    ],
    [
      'the Databricks SDK',
      `from databricks.sdk.service.serving import ChatMessage, ChatMessageRole\nresponse = w.serving_endpoints.query(\n    name="ep",\n    messages=[\n        ChatMessage(role=ChatMessageRole.SYSTEM, content="You are a helpful assistant."),\n        ChatMessage(role=ChatMessageRole.USER, content="What is a mixture of experts model?"),\n    ],\n    max_tokens=256,\n)`,
    ],
    [
      'LangChain',
      `llm = ChatDatabricks(endpoint="ep", max_tokens=256)\nllm.invoke([SystemMessage(content="You are a helpful assistant."), HumanMessage("What is a mixture of experts model?")])`,
    ],
    [
      'LangChain with pairs',
      `ChatDatabricks(model="ep", max_tokens=256).invoke([("system", "You are a helpful assistant."), ("human", "What is a mixture of experts model?")])`,
    ],
    [
      'OpenAI Node',
      `import OpenAI from 'openai'\nconst client = new OpenAI({ apiKey: process.env.DATABRICKS_TOKEN, baseURL: 'https://h/serving-endpoints' })\nconst answer = await client.chat.completions.create({\n  model: 'ep', // the endpoint\n  messages: [{ role: 'system', content: 'You are a helpful assistant.' }, { role: "user", content: \`What is a mixture of experts model?\` }],\n  max_tokens: 256,\n})`,
    ],
    [
      'OpenAI Node with a variable',
      `const messages = [{ role: 'system', content: 'You are a helpful ' + 'assistant.' }, { role: "user", content: "What is a mixture of experts model?" }]\nconst body = { model: 'ep', max_tokens: 256 }\nawait client.chat.completions.create({ ...body, messages })`,
    ],
  ])('finds the call of %s', (_, text) => {
    const { body, endpoint, notes, credential } = paste(text)
    expect(body).toMatchObject(chat)
    expect(endpoint).toBe('ep')
    expect(notes).toEqual([])
    expect(credential).toBeUndefined()
  })

  it.each([
    [
      'embeddings',
      `client.embeddings.create(model="ep", input="what is databricks")`,
      { model: 'ep', input: 'what is databricks' },
    ],
    [
      'completions',
      `client.completions.create(model="ep", prompt="what is databricks", temperature=1.0)`,
      { model: 'ep', prompt: 'what is databricks', temperature: 1 },
    ],
    [
      'LangChain embeddings',
      `DatabricksEmbeddings(endpoint="ep").embed_query("Can you explain AI in ten words?")`,
      { input: 'Can you explain AI in ten words?' },
    ],
    [
      'a query for embeddings',
      `w.serving_endpoints.query(name="ep", input="Embed this sentence!")`,
      { input: 'Embed this sentence!' },
    ],
    [
      'fields beyond the client',
      `client.chat.completions.create(model="ep", messages=[], extra_body={"top_k": 3}, timeout=3)`,
      { model: 'ep', messages: [], top_k: 3 },
    ],
  ])('finds the call for %s', (_, text, body) => {
    expect(paste(text)).toMatchObject({ endpoint: 'ep', body })
  })

  it('keeps the digits as the code has them', () => {
    expect(
      readPasted('client.completions.create(prompt="", temperature=1.0, seed=12345678901234567890)').body,
    ).toContain('"temperature": 1.0,\n  "seed": 12345678901234567890')
  })

  it('names what the code fills in', () => {
    const found = readPasted(
      'client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": f"Hello {name}"}])',
    )
    expect(found.notes).toEqual([
      'MODEL is not in the text; its name stands in its place.',
      '“Hello {name}” has parts that the code fills in; they stand as written.',
    ])
  })

  it.each([
    ['', 'There is nothing to read.'],
    ['hello', 'No request was found'],
    ['curl http://x', 'has no body'],
    ['curl http://x -d @body.json', 'in the file body.json'],
    ['print("x', 'is not closed'],
  ])('says why %j is no request', (text, words) => {
    expect(() => readPasted(text)).toThrow(words)
  })

  it('reads literals that Python prints', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const found = readPasted(`client.predict(endpoint="e", inputs={"v": ${pythonLiteral(value)}})`)
        expect(JSON.parse(found.body)).toEqual({ v: value })
      }),
    )
  })

  it('ends for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('curl ', 'fetch(', 'x.predict(', 'Invoke-RestMethod ', '{', ''),
        (text, start) => {
          expect(outcome(() => readPasted(start + text))).toBe('ended')
        },
      ),
    )
  })
})

function pythonLiteral(value: unknown): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, held]) => `${JSON.stringify(key)}: ${pythonLiteral(held)}`)
      .join(', ')}}`
  return Object.is(value, -0) ? '-0.0' : JSON.stringify(value)
}

function outcome(read: () => unknown): unknown {
  try {
    read()
  } catch (error) {
    if (!(error instanceof PasteProblem)) return error
  }
  return 'ended'
}
