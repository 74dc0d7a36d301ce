import { code, fieldsOf, hasSeveralAnswers, impossible, type Code, type CodeCall } from './codeCall.ts'
import { openAiArguments, partFields } from './knownFields.ts'
import { pythonCall, pythonDict, pythonLiteral } from './pythonSource.ts'
import { quotedText } from './quotedText.ts'

export function openAiPython(call: CodeCall): Code {
  if (call.task === 'custom') return impossible('OpenAI’s clients send chats, completions and embeddings only.')
  return code(
    '# pip install openai',
    'import os',
    '',
    'from openai import OpenAI',
    '',
    `host = os.environ.get("DATABRICKS_HOST", ${quotedText(call.origin)}).rstrip("/")`,
    'client = OpenAI(',
    '    api_key=os.environ.get("DATABRICKS_TOKEN", "none"),',
    '    base_url=f"{host}/serving-endpoints",',
    ')',
    '',
    ...openAiPythonCall(call),
  )
}

/** The call by a `client` that is there already, and what it answers, printed. */
export function openAiPythonCall(call: CodeCall): string[] {
  const { own, extra } = partFields(fieldsOf(call), openAiArguments[call.task])
  const args: [string, string][] = [
    ['model', quotedText(call.endpoint)],
    ...own.map(([name, value]): [string, string] => [name, pythonLiteral(value, 1)]),
    ...(call.isStreamed ? [['stream', 'True'] satisfies [string, string]] : []),
    ...(extra.length > 0 ? [['extra_body', pythonDict(extra, 1)] satisfies [string, string]] : []),
  ]
  return [`answer = ${pythonCall(`client.${resourceOf(call)}.create`, args)}`, ...printed(call)]
}

function resourceOf({ task }: CodeCall): string {
  if (task === 'llm/v1/embeddings') return 'embeddings'
  return task === 'llm/v1/completions' ? 'completions' : 'chat.completions'
}

function printed(call: CodeCall): string[] {
  const isChat = call.task === 'llm/v1/chat'
  if (call.task === 'llm/v1/embeddings')
    return hasSeveralAnswers(call)
      ? ['for item in answer.data:', '    print(item.embedding)']
      : ['print(answer.data[0].embedding)']
  if (call.isStreamed) {
    const lines = ['for chunk in answer:', '    for choice in chunk.choices:']
    if (isChat && 'tools' in call.body)
      lines.push('        for part in choice.delta.tool_calls or []:', '            print(part.function)')
    const text = isChat ? 'choice.delta.content or ""' : 'choice.text'
    return [...lines, `        print(${text}, end="", flush=True)`, 'print()']
  }
  const text = isChat ? 'message.content' : 'text'
  if (isChat && 'tools' in call.body)
    return ['for choice in answer.choices:', '    print(choice.message.tool_calls or choice.message.content)']
  return hasSeveralAnswers(call)
    ? ['for choice in answer.choices:', `    print(choice.${text})`]
    : [`print(answer.choices[0].${text})`]
}
