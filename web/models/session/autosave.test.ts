import { describe, expect, it } from 'vitest'
import type {
  CompareDocument,
  Session as StoredSession,
  SessionSave as Save,
} from '../../../server/contract/session.ts'
import * as generic from './autosave.ts'
import { isSame, pick } from './merge.ts'

type Titled = generic.Titled<CompareDocument>
type SaveAnswer = generic.SaveAnswer<CompareDocument>
type Unsaved = generic.Unsaved<CompareDocument>
type SaveState = generic.SaveState
type Session = StoredSession<CompareDocument>
type SessionSave = Save<CompareDocument>
const { createAutosave } = generic

const emptyDocument: CompareDocument = {
  page: 'compare',
  panes: [],
  settings: { systemPrompt: '', parameters: {} },
  turns: [],
  setAside: [],
  draft: '',
}

function titled(draft: string): Titled {
  return { title: 'T', document: { ...emptyDocument, draft } }
}

function stored(revision: number, { title, document }: Titled): Session {
  return { id: 'i', title, document, revision, page: 'compare', createdAt: '', updatedAt: '' }
}

/** A page, a server that answers as told, and a clock turned by hand. */
function setUp(answer: (save: SessionSave) => SaveAnswer | Error) {
  const page = { current: titled('') }
  const seen = {
    saves: [] as SessionSave[],
    states: [] as SaveState[],
    kept: undefined as Unsaved | undefined,
    merges: 0,
    versions: 0,
  }
  const timers = new Map<number, () => void>()
  let next = 1
  const autosave = createAutosave<CompareDocument>({
    put(save) {
      seen.saves.push(save)
      const given = answer(save)
      return given instanceof Error ? Promise.reject(given) : Promise.resolve(given)
    },
    read: () => page.current,
    write: (merged) => (page.current = merged),
    merge: (base, mine, theirs) => ({
      title: pick(base.title, mine.title, theirs.title),
      document: isSame(base.document, mine.document) ? theirs.document : mine.document,
    }),
    onState: (state) => seen.states.push(state),
    onSaved: () => undefined,
    onMerged: () => (seen.merges += 1),
    onKept: () => (seen.versions += 1),
    keep: (unsaved) => (seen.kept = unsaved),
    setTimer: (run) => (timers.set(next, run), next++),
    clearTimer: (timer) => void timers.delete(timer),
  })
  const tick = async () => {
    const due = [...timers.values()]
    timers.clear()
    for (const run of due) run()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const type = (draft: string) => {
    page.current = titled(draft)
    autosave.touch('soon')
  }
  return { autosave, page, seen, tick, type, waiting: () => timers.size }
}

const accept = ({ revision, title = 'T', document }: SessionSave): SaveAnswer => ({
  type: 'saved',
  session: stored(revision + 1, { title, document }),
})

describe('autosave', () => {
  it('saves once for many keystrokes, and says so', async () => {
    const { seen, tick, type, autosave } = setUp(accept)
    for (const draft of ['h', 'he', 'hel']) type(draft)
    await tick()
    expect(seen.saves.map(({ revision, document }) => [revision, document.draft])).toEqual([[0, 'hel']])
    expect(seen.states.map(({ type: state }) => state)).toEqual(['saving', 'saved'])
    expect(autosave.revision()).toBe(1)
    expect(autosave.isDirty()).toBe(false)
  })

  it('saves nothing before anything was changed', async () => {
    const { autosave, seen, tick } = setUp(accept)
    autosave.leave()
    await tick()
    expect(seen.saves).toEqual([])
  })

  it('says why it could not save, keeps the text here and tries until it can', async () => {
    let isAway = true
    const { seen, tick, type, waiting } = setUp((save) =>
      isAway ? new Error('The server does not answer.') : accept(save),
    )
    type('kept')
    await tick()
    expect(seen.states.at(-1)).toEqual({ type: 'failed', message: 'The server does not answer.' })
    expect(seen.kept?.mine.document.draft).toBe('kept')
    type('kept and more')
    expect(seen.kept?.mine.document.draft).toBe('kept and more')
    await tick()
    isAway = false
    expect(waiting()).toBe(1)
    await tick()
    expect(seen.saves.at(-1)?.document.draft).toBe('kept and more')
    expect(seen.states.at(-1)).toEqual({ type: 'saved' })
    expect(seen.kept).toBeUndefined()
  })

  it('merges when another tab was first, and saves the merged document on top', async () => {
    const theirs = stored(5, { title: 'Renamed there', document: emptyDocument })
    const { seen, tick, type, page } = setUp((save) =>
      save.revision === 5 ? accept({ title: 'Renamed there', ...save }) : { type: 'conflict', session: theirs },
    )
    type('mine')
    await tick()
    await tick()
    expect(seen.saves.at(-1)).toEqual({ revision: 5, document: titled('mine').document })
    expect(page.current).toMatchObject({ title: 'Renamed there', document: { draft: 'mine' } })
    expect(seen.merges).toBe(1)
  })

  it('has theirs kept as a version where the merge cannot hold both, until a save succeeds', async () => {
    let answers = [
      { type: 'conflict' as const, session: stored(5, titled('theirs')) },
      new Error('away'),
      { type: 'conflict' as const, session: stored(6, titled('theirs')) },
    ]
    const { seen, tick, type } = setUp((save) => {
      const [next, ...later] = answers
      answers = later
      return next ?? accept(save)
    })
    type('mine')
    for (let turn = 0; turn < 4; turn++) await tick()
    expect(seen.saves.map(({ revision, keepsReplaced }) => [revision, keepsReplaced])).toEqual([
      [0, undefined],
      [5, true],
      [5, true],
      [6, true],
    ])
    expect(seen).toMatchObject({ merges: 0, versions: 1 })
    type('mine and more')
    await tick()
    expect(seen.saves.at(-1)).not.toHaveProperty('keepsReplaced')
  })

  it('names the title only where it was changed here, and takes one that was changed beside the document', async () => {
    const { autosave, seen, tick, type, page } = setUp((save) => accept({ title: 'Named in the list', ...save }))
    autosave.adopt(stored(3, titled('')))
    type('text')
    await tick()
    expect(seen.saves.at(-1)).not.toHaveProperty('title')
    expect(page.current.title).toBe('Named in the list')
    page.current = { ...page.current, title: 'Named here' }
    autosave.touch('at once')
    await tick()
    expect(seen.saves.at(-1)).toMatchObject({ title: 'Named here' })
  })

  it('keeps what was typed and asks no more once the session was deleted here', async () => {
    const { seen, tick, type, waiting } = setUp(() => ({ type: 'gone' }))
    type('left')
    await tick()
    expect(seen.states.at(-1)).toMatchObject({ type: 'failed' })
    expect(seen.kept?.mine.document.draft).toBe('left')
    expect(waiting()).toBe(0)
  })

  it('takes over what another tab saved while nothing is unsaved here', () => {
    const { autosave, page } = setUp(accept)
    autosave.adopt(stored(3, titled('from there')))
    expect(page.current.document.draft).toBe('from there')
    expect(autosave.revision()).toBe(3)
  })

  it('takes over what it read of another tab while its own save was under way', async () => {
    const { autosave, page, tick, type } = setUp((save) => {
      autosave.adopt(stored(save.revision + 2, { title: 'T', document: { ...titled('mine').document, panes: [] } }))
      return accept(save)
    })
    type('mine')
    await tick()
    expect(autosave.revision()).toBe(2)
    expect(page.current.document.draft).toBe('mine')
    expect(autosave.isDirty()).toBe(false)
  })

  it('keeps a copy here and saves at once when the page goes', async () => {
    const { autosave, seen, type, tick } = setUp(accept)
    type('last words')
    autosave.leave()
    expect(seen.kept?.mine.document.draft).toBe('last words')
    await tick()
    expect(seen.saves).toHaveLength(1)
  })

  it('brings back what an earlier visit could not save, on top of what was saved meanwhile', async () => {
    const { autosave, seen, tick, page } = setUp(accept)
    autosave.adopt(stored(4, { title: 'Later', document: emptyDocument }))
    autosave.restore({ revision: 2, base: titled(''), mine: titled('unsaved') })
    expect(page.current).toMatchObject({ title: 'Later', document: { draft: 'unsaved' } })
    await tick()
    expect(seen.saves[0]).toMatchObject({ revision: 4, document: { draft: 'unsaved' } })
  })
})
