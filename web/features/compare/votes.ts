import type { Vote } from '../../../server/contract/session.ts'
import { changeDocument, type Comparison } from './compareState.ts'

/** The same vote once more takes it back. */
export function voteOn(comparison: Comparison, invocationId: string, vote: Vote): void {
  changeDocument(comparison, ({ votes = {}, ...document }) => {
    const { [invocationId]: earlier, ...others } = votes
    const next = earlier === vote ? others : { ...others, [invocationId]: vote }
    return { ...document, ...(Object.keys(next).length > 0 && { votes: next }) }
  })
}
