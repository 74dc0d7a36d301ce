import { code, fieldsOf, type Code, type CodeCall } from './codeCall.ts'
import { writtenJson } from './quotedText.ts'

export function curl(call: CodeCall): Code {
  const body = Object.fromEntries([...fieldsOf(call), ...(call.isStreamed ? [['stream', true]] : [])])
  const path = `/serving-endpoints/${pathPart(call.endpoint)}/invocations`
  return code(
    // -N: shows what is streamed as it comes.
    `curl -sS${call.isStreamed ? ' -N' : ''} \\`,
    '  -u "token:${DATABRICKS_TOKEN:-none}" \\',
    "  -H 'Content-Type: application/json' \\",
    `  -d ${bashWord(writtenJson(body))} \\`,
    `  "\${DATABRICKS_HOST:-${call.origin}}${path}"`,
  )
}

/** Single quotes keep everything but themselves (bash manual, 3.1.2.2). */
export function bashWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** It stands between double quotes, where an interactive bash takes `!` for its history. */
function pathPart(name: string): string {
  return encodeURIComponent(name).replaceAll('!', '%21')
}
