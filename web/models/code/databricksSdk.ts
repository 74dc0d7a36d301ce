import { code, fieldsOf, hasSeveralAnswers, isPlainObject, type Code, type CodeCall, type Field } from './codeCall.ts'
import { partFields, sdkArguments } from './knownFields.ts'
import { openAiPythonCall } from './openAiPython.ts'
import { pythonCall, pythonDict, pythonEnvironment, pythonList, pythonLiteral } from './pythonSource.ts'
import { quotedText } from './quotedText.ts'

/**
 * `serving_endpoints.query` where it can say the call. It cannot stream, knows no tools, and sends what it has no
 * argument for as texts (`extra_params`): then the SDK's own OpenAI client says it, and for a custom model the request
 * itself.
 */
export function databricksSdk(call: CodeCall): Code {
  const { own, extra } = partFields(fieldsOf(call), sdkArguments)
  const args = own.map(argumentOf)
  const canQuery = !call.isStreamed && args.every((argument) => argument !== undefined) && extra.every(isSimple)
  if (!canQuery) return call.task === 'custom' ? asRequest(call) : withOpenAi(call)
  const all: [string, string][] = [['name', quotedText(call.endpoint)], ...args]
  if (extra.length > 0)
    all.push([
      'extra_params',
      pythonDict(
        extra.map(([name, value]): Field => [name, JSON.stringify(value)]),
        1,
      ),
    ])
  return code(
    '# pip install databricks-sdk',
    'import os',
    '',
    'from databricks.sdk import WorkspaceClient',
    ...importsOf(call),
    '',
    ...pythonEnvironment(call.origin),
    '',
    'w = WorkspaceClient()',
    `answer = ${pythonCall('w.serving_endpoints.query', all)}`,
    ...printed(call),
  )
}

/** The server reads each text of `extra_params` as JSON where it is some: numbers and booleans survive that. */
function isSimple([, value]: Field): boolean {
  return typeof value === 'number' || typeof value === 'boolean'
}

/** The argument's source, or nothing where the SDK has no words for the value. */
function argumentOf([name, value]: Field): [string, string] | undefined {
  if (value === null) return undefined
  switch (name) {
    case 'messages':
      return messagesOf(value)
    case 'stop':
      // The SDK goes through the list item by item: a bare text would be sent letter by letter.
      return [name, pythonLiteral(Array.isArray(value) ? value : [value], 1)]
    case 'dataframe_split':
      if (!isPlainObject(value) || !Object.keys(value).every((key) => splitParts.has(key))) return undefined
      return [
        name,
        pythonCall(
          'DataframeSplitInput',
          Object.entries(value).map(([key, item]) => [key, pythonLiteral(item, 2)]),
          1,
        ),
      ]
    default:
      return [name, pythonLiteral(value, 1)]
  }
}

/** Fields of its DataframeSplitInput. */
const splitParts = new Set(['index', 'columns', 'data'])

const roles: Record<string, string> = { system: 'SYSTEM', user: 'USER', assistant: 'ASSISTANT' }

/** Its ChatMessage has a role and a text, nothing else. */
function messagesOf(value: unknown): [string, string] | undefined {
  if (!Array.isArray(value)) return undefined
  const items: string[] = []
  for (const message of value) {
    if (!isPlainObject(message) || Object.keys(message).length !== 2 || typeof message['content'] !== 'string')
      return undefined
    const role = roles[String(message['role'])]
    if (role === undefined) return undefined
    items.push(
      pythonCall(
        'ChatMessage',
        [
          ['role', `ChatMessageRole.${role}`],
          ['content', quotedText(message['content'])],
        ],
        2,
      ),
    )
  }
  return ['messages', pythonList(items, 1)]
}

function importsOf({ body }: CodeCall): string[] {
  if ('messages' in body) return ['from databricks.sdk.service.serving import ChatMessage, ChatMessageRole']
  if ('dataframe_split' in body) return ['from databricks.sdk.service.serving import DataframeSplitInput']
  return []
}

function printed(call: CodeCall): string[] {
  if (call.task === 'custom') return ['print(answer.predictions)']
  if (call.task === 'llm/v1/embeddings')
    return hasSeveralAnswers(call)
      ? ['for item in answer.data:', '    print(item.embedding)']
      : ['print(answer.data[0].embedding)']
  const text = call.task === 'llm/v1/chat' ? 'message.content' : 'text'
  return hasSeveralAnswers(call)
    ? ['for choice in answer.choices:', `    print(choice.${text})`]
    : [`print(answer.choices[0].${text})`]
}

function withOpenAi(call: CodeCall): Code {
  return code(
    '# pip install "databricks-sdk[openai]"',
    'import os',
    '',
    'from databricks.sdk import WorkspaceClient',
    '',
    ...pythonEnvironment(call.origin),
    '',
    'client = WorkspaceClient().serving_endpoints.get_open_ai_client()',
    ...openAiPythonCall(call),
  )
}

function asRequest(call: CodeCall): Code {
  return code(
    '# pip install databricks-sdk',
    'import os',
    '',
    'from databricks.sdk import WorkspaceClient',
    '',
    ...pythonEnvironment(call.origin),
    '',
    'w = WorkspaceClient()',
    'answer = w.api_client.do(',
    '    "POST",',
    `    ${quotedText(`/serving-endpoints/${encodeURIComponent(call.endpoint)}/invocations`)},`,
    `    body=${pythonDict(fieldsOf(call), 1)},`,
    ')',
    'print(answer)',
  )
}
