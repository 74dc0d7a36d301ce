import type { FileInvocation, SessionFile } from '../contract/sessionFile.ts'
import type { ShareParts, SharePreview } from '../contract/share.ts'
import { createBreath } from './breath.ts'
import { createSay } from './sayText.ts'
import { sharedDocument, wholeText } from './sharedDocument.ts'
import { sharedNames } from './sharedNames.ts'
import { sharedReply } from './sharedReply.ts'

export interface Shared {
  file: SessionFile
  /** Every text in it as it reads, for what looks secret. */
  texts: string[]
}

/**
 * Of a session what others are to see, built up member by member: what is not named here, or in a file this one calls,
 * is not in it. The page they read is rendered from this file and carries it, so nothing may be in it that the page does not
 * show: no request as it was sent, no address, no header, no event, no draft, no earlier attempt, nothing set aside, no
 * branch, no id of ours, and of moments only the day.
 */
export async function sharedFile(
  file: SessionFile,
  parts: ShareParts,
  newId: () => string,
  breathe = createBreath(),
): Promise<Shared> {
  const say = createSay(parts.masks)
  const names = sharedNames(file, { isNamed: parts.endpointNames, say })
  const renew = renewal(newId)
  const { document, asked, vectors } = sharedDocument(file, { parts, say, names, renew })
  const day = dayOf(file.session.createdAt)
  const invocations: FileInvocation[] = []
  for (const one of file.invocations) {
    const requestBody = asked.get(one.id)
    if (requestBody === undefined) continue
    await breathe()
    const name = names.of(one.endpoint)
    const id = renew(one.id)
    invocations.push({
      id,
      runId: id,
      endpoint: name,
      model: parts.endpointNames ? say(one.model) : name,
      servedModel: name,
      providerLabel: parts.endpointNames ? say(one.providerLabel) : '',
      task: one.task,
      startedAt: day,
      requestBody,
      request: null,
      response: null,
      ...sharedReply(one, { parts, say, hasBodies: document.page === 'query' }),
      events: [],
      eventsOmitted: 0,
      remark: null,
    })
  }
  const chosen: SessionFile = {
    format: file.format,
    version: file.version,
    exportedAt: dayOf(file.exportedAt),
    session: {
      // A mask may be longer than what it covers.
      title: say(file.session.title).slice(0, 300),
      createdAt: day,
      updatedAt: day,
      document,
    },
    invocations,
    vectors,
    leftOut: [],
  }
  return { file: chosen, texts: say.said() }
}

function renewal(newId: () => string): (id: string) => string {
  const renewed = new Map<string, string>()
  return (id) => {
    const known = renewed.get(id) ?? newId()
    renewed.set(id, known)
    return known
  }
}

function dayOf(moment: string): string {
  return `${moment.slice(0, 10)}T00:00:00.000Z`
}

/** What can be left out, for the dialog to list. */
export function sharableParts({ session: { document } }: SessionFile): SharePreview['parts'] {
  const panes = document.page === 'embed' ? document.models : document.panes
  return {
    panes: panes.map(({ id, endpoint, ...pane }) => ({
      id,
      name: endpoint ?? ('file' in pane ? pane.file : undefined) ?? 'No endpoint',
    })),
    ...turnsOf(document),
    hasVotes: document.page === 'compare' && Object.keys(document.votes ?? {}).length > 0,
    hasSystemPrompt:
      document.page === 'query' ||
      (document.page === 'compare' &&
        [document.settings, ...document.panes.map(({ settings }) => settings)].some(
          ({ systemPrompt }) => systemPrompt !== '',
        )),
  }
}

/** A list of more is no longer gone through one by one. */
const maxListedTexts = 500

function turnsOf(document: SessionFile['session']['document']): Pick<SharePreview['parts'], 'turns' | 'noun'> {
  switch (document.page) {
    case 'compare':
      return { noun: 'Turns', turns: document.turns.map(({ id, prompt }) => ({ id, name: prompt.slice(0, 200) })) }
    case 'embed':
      return { noun: 'Texts', turns: textsOf(document) }
    case 'rerun':
      if (document.embedding) return { noun: 'Texts', turns: textsOf(document.embedding) }
      return { noun: 'Prompts', turns: document.prompts.map(({ id, text }) => ({ id, name: text.slice(0, 200) })) }
    case 'query':
      return { noun: 'Requests', turns: requestsOf(document.sends) }
    case 'complete':
      return { noun: 'Text and requests', turns: [{ id: wholeText, name: 'The text' }, ...requestsOf(document.sends)] }
  }
}

function textsOf({ texts }: { texts: { id: number; text: string }[] }): { id: string; name: string }[] {
  return texts.slice(0, maxListedTexts).map(({ id, text }) => ({ id: String(id), name: text.slice(0, 200) }))
}

function requestsOf(sends: { id: string }[]): { id: string; name: string }[] {
  return sends.map(({ id }, index) => ({ id, name: `Request ${sends.length - index}` }))
}
