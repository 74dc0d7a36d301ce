import { part } from '../../ui/part.tsx'

/** Whoever comes to ask something new has no turns yet; a session that is opened loads it beside its own text. */
export const TurnRow = part(async () => (await import('./TurnRow.tsx')).TurnRow)
