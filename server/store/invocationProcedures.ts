import { clientName } from './clientName.ts'
import { notListed } from './invocationRemarks.ts'
import { invocationWords, promptWords } from './invocationWords.ts'
import type { Procedure, ProcedureStore } from './procedures.ts'

export function createInvocationProcedures({ execute, putWords }: ProcedureStore): Record<string, Procedure> {
  return {
    /** Takes what is in the queue up to a number into the list and the search index. */
    async list_invocations(last) {
      const { rows } = await execute(
        `select i.id, i.origin, i.user_agent, i.request_body, i.reply
          from invocation_queue q join invocations i on i.id = q.id where q.number <= ? order by q.number`,
        [last],
      )
      for (const { id, origin, user_agent: agent, request_body: body, reply } of rows) {
        const client = origin === 'page' ? 'AI Playground' : clientName(text(agent))
        await execute(insertHead, [client, promptWords(text(body)), id, notListed])
        const head = await execute('select number from invocation_heads where id = ?', [id])
        const number = head.rows[0]?.['number']
        if (number !== undefined)
          await putWords('invocation_words', Number(number), invocationWords(text(body), text(reply)))
      }
      return []
    },
  }
}

/** In the list it may be already: its index was lost, or it is in the queue twice. */
const insertHead = `insert into invocation_heads (id, session_id, endpoint, served_model, provider_label, task, origin,
    status, status_code, client, requester, started_at, prompt_tokens, completion_tokens, ms_to_first_token, ms_total,
    byte_length, prompt)
  select id, session_id, endpoint, served_model, provider_label, task, origin,
    status, status_code, cast(? as text), requester, started_at, prompt_tokens, completion_tokens, ms_to_first_token, ms_total,
    octet_length(reply) + octet_length(request_body) + coalesce(octet_length(request), 0) +
      coalesce(octet_length(response), 0) + octet_length(events) + coalesce(octet_length(body), 0), cast(? as text)
  from invocations where id = ? and (remark is null or remark <> ?)
  on conflict (id) do nothing`

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
