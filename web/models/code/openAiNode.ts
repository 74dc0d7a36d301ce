import { code, fieldsOf, hasSeveralAnswers, impossible, type Code, type CodeCall } from './codeCall.ts'
import { javaScriptLiteral } from './javaScriptLiteral.ts'
import { quotedText } from './quotedText.ts'

/** The Node client sends every field of the object it is given, known or not. */
export function openAiNode(call: CodeCall): Code {
  if (call.task === 'custom') return impossible('OpenAI’s clients send chats, completions and embeddings only.')
  const entries = [['model', call.endpoint], ...fieldsOf(call), ...(call.isStreamed ? [['stream', true]] : [])]
  // Not from entries alone: `__proto__` must stay a field (Object.fromEntries keeps it one).
  const body = javaScriptLiteral(Object.fromEntries(entries))
  return code(
    '// npm install openai; as a file that ends in .mjs',
    "import OpenAI from 'openai'",
    '',
    `const host = (process.env.DATABRICKS_HOST ?? ${quotedText(call.origin)}).replace(/\\/$/, '')`,
    'const client = new OpenAI({',
    "  apiKey: process.env.DATABRICKS_TOKEN ?? 'none',",
    '  baseURL: `${host}/serving-endpoints`,',
    '})',
    '',
    `const answer = await client.${resourceOf(call)}.create(${body})`,
    ...printed(call),
  )
}

function resourceOf({ task }: CodeCall): string {
  if (task === 'llm/v1/embeddings') return 'embeddings'
  return task === 'llm/v1/completions' ? 'completions' : 'chat.completions'
}

function printed(call: CodeCall): string[] {
  const isChat = call.task === 'llm/v1/chat'
  const hasTools = isChat && 'tools' in call.body
  if (call.task === 'llm/v1/embeddings')
    return hasSeveralAnswers(call)
      ? ['for (const item of answer.data) console.log(JSON.stringify(item.embedding))']
      : ['console.log(JSON.stringify(answer.data[0].embedding))']
  if (call.isStreamed) {
    const text = isChat ? "choice.delta.content ?? ''" : 'choice.text'
    return [
      'for await (const chunk of answer) {',
      '  for (const choice of chunk.choices) {',
      ...(hasTools ? ['    for (const part of choice.delta.tool_calls ?? []) console.log(part.function)'] : []),
      `    process.stdout.write(${text})`,
      '  }',
      '}',
      'console.log()',
    ]
  }
  const text = hasTools ? 'message.tool_calls ?? choice.message.content' : isChat ? 'message.content' : 'text'
  return hasSeveralAnswers(call) || hasTools
    ? [`for (const choice of answer.choices) console.log(choice.${text})`]
    : [`console.log(answer.choices[0].${text})`]
}
