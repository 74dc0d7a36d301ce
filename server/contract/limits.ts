/** Limits both sides know. Plain constants: the browser bundle imports this file, so nothing here may import zod. */

export const maxPanes = 64
/** One POST /api/runs carries every pane's body; 64 panes with long histories fit, a runaway paste does not. */
export const maxRunBodyBytes = 32 * 1024 * 1024
/** Sends a Query page remembers; older invocations stay in the list of invocations. */
export const maxSends = 200
/** Texts of one Embed page, models that embed them (one for each hue). */
export const maxTexts = 10_000
export const maxEmbedModels = 8
/** Vectors from a file go up in pieces of at most this. */
export const maxVectorUploadBytes = 32 * 1024 * 1024
export const maxSessionBytes = 32 * 1024 * 1024
/** Text one invocation may stream before its pane ends with `answer-too-long`: far above any model's output limit. */
export const maxAnswerBytes = 8 * 1024 * 1024
/** One server-sent event of an upstream; larger ones end the pane with `answer-too-long`. */
export const maxUpstreamEventBytes = 4 * 1024 * 1024
/** Provider words kept in a failure (an HTML error page can be a megabyte). */
export const maxFailureBodyBytes = 4 * 1024
/** After the first token, a pane's text is sent at most once per window. Two frames at 60 Hz: below what an eye resolves in running text. */
export const msCoalescingWindow = 33
/** Shorter than the idle limit of common proxies (60 s) and of faults.md row 29. */
export const msHeartbeat = 10_000
/** How long an ended run can still be resumed; afterwards its replies come from the store. */
export const msRunKept = 5 * 60_000
/** What is read whole of a file that is imported: a session, a conversation, an entry of a list. */
export const maxImportBytes = 64 * 1024 * 1024
/** A line of the file of all sessions: the largest document, and an invocation of any model but not of any client. */
export const maxFileLineBytes = 48 * 1024 * 1024
/** Vectors in an exported file, so that it can be imported again: some 6,000 of 1,536 dimensions. */
export const maxExportedVectorBytes = 36 * 1024 * 1024
/** Sessions one request does something to: some 40 KB of ids, and a second of work. */
export const maxBatchSessions = 1000
/** Conversations of one imported file. */
export const maxImportedSessions = 10_000
