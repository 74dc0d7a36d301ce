import { code, fieldsOf, hasSeveralAnswers, impossible, isPlainObject, type Code, type CodeCall } from './codeCall.ts'
import { openAiArguments, partFields } from './knownFields.ts'
import { pythonCall, pythonDict, pythonEnvironment, pythonList, pythonLiteral } from './pythonSource.ts'
import { quotedText } from './quotedText.ts'

export function langChain(call: CodeCall): Code {
  switch (call.task) {
    case 'llm/v1/chat':
      return chat(call)
    case 'llm/v1/embeddings':
      return embeddings(call)
    case 'llm/v1/completions':
      return impossible('databricks_langchain has classes for chats and embeddings, none for text completions.')
    case 'custom':
      return impossible('databricks_langchain has classes for chats and embeddings, none for custom models.')
  }
}

/**
 * `extra_params` go to OpenAI's client as arguments, so what that has no argument for must stand in `extra_body`, else it
 * raises TypeError (databricks-langchain 0.22, `_prepare_inputs`).
 */
function chat(call: CodeCall): Code {
  const fields = fieldsOf(call).filter(([name]) => name !== 'messages')
  const { own, extra } = partFields(fields, openAiArguments['llm/v1/chat'])
  const typed = own.filter(([name, value]) => isTyped(name, value))
  const params = own.filter(([name, value]) => !isTyped(name, value))
  if (extra.length > 0) params.push(['extra_body', Object.fromEntries(extra)])
  const args: [string, string][] = [['endpoint', quotedText(call.endpoint)]]
  for (const [name, value] of typed) args.push([name, pythonLiteral(value, 1)])
  if (params.length > 0) args.push(['extra_params', pythonDict(params, 1)])
  const { source, classes } = messagesOf(call.body['messages'])
  return code(
    '# pip install databricks-langchain',
    'import os',
    '',
    'from databricks_langchain import ChatDatabricks',
    ...(classes.length > 0 ? [`from langchain_core.messages import ${classes.join(', ')}`] : []),
    '',
    ...pythonEnvironment(call.origin),
    '',
    `llm = ${pythonCall('ChatDatabricks', args)}`,
    `messages = ${source}`,
    ...asked(call),
  )
}

/** Arguments of ChatDatabricks itself; what is of another type than they say goes with `extra_params`. */
function isTyped(name: string, value: unknown): boolean {
  if (name === 'temperature') return typeof value === 'number'
  if (name === 'max_tokens' || name === 'n') return Number.isInteger(value)
  return name === 'stop' && Array.isArray(value)
}

const classOf: Record<string, string> = { system: 'SystemMessage', user: 'HumanMessage', assistant: 'AIMessage' }

/** Plain texts as LangChain's classes; what else a message may hold it reads from dictionaries in OpenAI's shape. */
function messagesOf(value: unknown): { source: string; classes: string[] } {
  const messages: unknown[] = Array.isArray(value) ? value : []
  const isPlain = (message: unknown): message is { role: string; content: string } =>
    isPlainObject(message) &&
    Object.keys(message).length === 2 &&
    typeof message['content'] === 'string' &&
    classOf[String(message['role'])] !== undefined
  if (!messages.every(isPlain)) return { source: pythonLiteral(messages), classes: [] }
  const items = messages.map(({ role, content }) => `${classOf[role] ?? ''}(content=${quotedText(content)})`)
  return {
    source: pythonList(items),
    classes: [...new Set(messages.map(({ role }) => classOf[role] ?? ''))].toSorted(),
  }
}

function asked(call: CodeCall): string[] {
  const hasTools = 'tools' in call.body
  if (call.isStreamed)
    return [
      'for chunk in llm.stream(messages):',
      ...(hasTools ? ['    for part in chunk.tool_call_chunks:', '        print(part)'] : []),
      '    print(chunk.content, end="", flush=True)',
      'print()',
    ]
  if (hasSeveralAnswers(call))
    return ['for generation in llm.generate([messages]).generations[0]:', '    print(generation.text)']
  return ['answer = llm.invoke(messages)', `print(${hasTools ? 'answer.tool_calls or ' : ''}answer.content)`]
}

function embeddings(call: CodeCall): Code {
  const { input, ...body } = call.body
  const fields = fieldsOf({ ...call, body })
  const isOne = typeof input === 'string'
  if (!isOne && !(Array.isArray(input) && input.every((text) => typeof text === 'string')))
    return impossible('DatabricksEmbeddings takes texts only, no lists of token numbers.')
  const args: [string, string][] = [['endpoint', quotedText(call.endpoint)]]
  if (fields.length > 0) args.push([isOne ? 'query_params' : 'documents_params', pythonDict(fields, 1)])
  return code(
    '# pip install databricks-langchain',
    'import os',
    '',
    'from databricks_langchain import DatabricksEmbeddings',
    '',
    ...pythonEnvironment(call.origin),
    '',
    `embeddings = ${pythonCall('DatabricksEmbeddings', args)}`,
    ...(isOne
      ? [`print(embeddings.embed_query(${quotedText(input)}))`]
      : [`for embedding in embeddings.embed_documents(${pythonLiteral(input)}):`, '    print(embedding)']),
  )
}
