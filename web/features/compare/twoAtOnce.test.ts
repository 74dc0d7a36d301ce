import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { array, assert, asyncProperty, constantFrom, nat, property, record } from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { invocationIdsOf } from '../../../server/store/copyDocument.ts'
import type { Database } from '../../../server/store/database.ts'
import { openTestDatabase } from '../../../server/store/testDatabase.testing.ts'
import { readSession, saveSession } from '../../../server/store/sessions.ts'
import { listVersions, readVersion } from '../../../server/store/sessionVersions.ts'
import { compareDocumentSchema, type CompareDocument, type Session } from '../../../server/contract/session.ts'
import { createAutosave } from '../../models/session/autosave.ts'
import { losesChanges } from '../../models/session/lostChanges.ts'
import { isSame } from '../../models/session/merge.ts'
import { emptyDocument, newPane } from './firstDocument.ts'
import { mergeDocuments, type Titled } from './mergeDocuments.ts'
import { withAttempt } from './turns.ts'

/** Two tabs edit one comparison at random and save through the real store. Nothing that was sent or typed may be nowhere. */

let database: Database
beforeAll(() => {
  database = openTestDatabase(path.join(mkdtempSync(path.join(tmpdir(), 'two-at-once-')), 'data'))
})
afterAll(() => database.destroy())

const first: CompareDocument = {
  ...emptyDocument,
  panes: [newPane('a', 'echo', 0), newPane('b', 'echo', 1)],
  turns: [{ id: 't0', prompt: 'word0', attempts: { a: ['i0'], b: ['i1'] } }],
}

/** What a page does to its document; `word` is unlike any other. */
const edits: Record<string, (titled: Titled, word: string, at: number) => Titled> = {
  draft: (now, word) => within(now, { draft: word }),
  title: (now, word) => ({ ...now, title: word }),
  system: (now, word) => within(now, { settings: { ...now.document.settings, systemPrompt: word } }),
  paneDraft: (now, word, at) =>
    within(now, {
      panes: now.document.panes.map((pane, index) => (index === at ? { ...pane, draft: word } : pane)),
    }),
  send: ({ title, document }, word) => {
    const attempts = Object.fromEntries(document.panes.map(({ id }) => [id, [`${word}-${id}`]]))
    return within({ title, document }, { turns: [...document.turns, { id: word, prompt: word, attempts }], draft: '' })
  },
  retry: (now, word, at) => {
    const pane = now.document.panes[at]
    const turns = now.document.turns.map((turn, index) =>
      index === 0 && pane ? withAttempt(turn, pane.id, word) : turn,
    )
    return within(now, { turns })
  },
  resend: (now, word) => {
    const [aside, paneId] = [now.document.turns, now.document.panes[0]?.id]
    if (aside.length === 0 || paneId === undefined) return now
    const turn = { id: word, prompt: word, attempts: { [paneId]: [`${word}-${paneId}`] } }
    return within(now, { turns: [turn], setAside: [aside, ...now.document.setAside] })
  },
  bringBack: (now) => {
    const [latest, ...rest] = now.document.setAside
    const { turns } = now.document
    return latest ? within(now, { turns: latest, setAside: [turns, ...rest].filter(({ length }) => length > 0) }) : now
  },
  addPane: (now, word) => within(now, { panes: [...now.document.panes, newPane(word, 'echo', 0)] }),
  removePane: (now, _, at) => within(now, { panes: now.document.panes.filter((_pane, index) => index !== at) }),
  movePane: (now) => within(now, { panes: now.document.panes.toReversed() }),
  vote: (now, word) => within(now, { votes: { ...now.document.votes, [word]: 'up' } }),
}

function within({ title, document }: Titled, change: Partial<CompareDocument>): Titled {
  return { title, document: { ...document, ...change } }
}

interface Tab {
  autosave: ReturnType<typeof createAutosave<CompareDocument>>
  now: () => Titled
  edit(change: (now: Titled) => Titled): void
  tick(): Promise<void>
  isSettled(): boolean
}

function openTab(id: string): Tab {
  let screen: Titled = { title: '', document: emptyDocument }
  const timers = new Map<number, () => void>()
  const underWay = new Set<Promise<unknown>>()
  let lastTimer = 0
  const autosave = createAutosave<CompareDocument>({
    put(save) {
      const answer = saveSession(database, id, save, new Date()).then((result) => {
        if (result.type === 'gone') throw new Error('gone')
        const session = (result.type === 'saved' ? result.session : result.stored) as Session<CompareDocument>
        return { type: result.type, session }
      })
      underWay.add(answer)
      return answer
    },
    read: () => screen,
    write: (merged) => (screen = merged),
    merge: mergeDocuments,
    onState: () => undefined,
    onSaved: () => undefined,
    onMerged: () => undefined,
    onKept: () => undefined,
    keep: () => undefined,
    setTimer: (run) => (timers.set(++lastTimer, run), lastTimer),
    clearTimer: (timer) => void timers.delete(timer),
  })
  return {
    autosave,
    now: () => screen,
    edit(change) {
      screen = change(screen)
      autosave.touch('soon')
    },
    async tick() {
      const due = [...timers.values()]
      timers.clear()
      for (const run of due) run()
      await Promise.all(underWay)
      underWay.clear()
      await new Promise((resolve) => setImmediate(resolve))
    },
    isSettled: () => timers.size === 0 && !autosave.isDirty(),
  }
}

const wordsIn = (value: unknown) => new Set(JSON.stringify(value).match(/word\d+/g))

const step = record({
  tab: nat({ max: 1 }),
  what: constantFrom(...Object.keys(edits), 'save', 'save', 'save', 'both save', 'look again'),
  at: nat({ max: 2 }),
})

let sessions = 0

async function play(steps: { tab: number; what: string; at: number }[], order: [number, number]): Promise<void> {
  const id = `session-${++sessions}`
  await saveSession(database, id, { revision: 0, title: 'T', document: first }, new Date())
  const stored = async () => (await readSession(database, id)) as Session<CompareDocument>
  const tabs = [openTab(id), openTab(id)]
  for (const tab of tabs) tab.autosave.adopt(await stored())
  let words = 0
  const added = new Set(invocationIdsOf(first))
  const typed = new Set<string>()
  /** Written over or taken away by somebody who had it on screen. */
  const replaced = new Set<string>()
  for (const { tab: index, what, at } of steps) {
    const tab = tabs[index]
    const change = edits[what]
    if (!tab) continue
    if (change) {
      const word = `word${++words}`
      const before = wordsIn(tab.now())
      tab.edit((now) => change(now, word, at))
      const after = wordsIn(tab.now())
      for (const one of after) typed.add(one)
      for (const one of before) if (!after.has(one)) replaced.add(one)
      for (const one of invocationIdsOf(tab.now().document)) added.add(one)
    } else if (what === 'save') await tab.tick()
    else if (what === 'both save') await Promise.all(tabs.map((one) => one.tick()))
    else tab.autosave.adopt(await stored())
  }
  for (let round = 0; round < 20 && !tabs.every((tab) => tab.isSettled()); round++)
    for (const index of order) await tabs[index]?.tick()
  const last = await stored()
  const versions = await Promise.all(
    (await listVersions(database, id)).map(({ number }) => readVersion(database, id, number)),
  )
  const everything = [last, ...versions]
  const named = new Set(everything.flatMap((one) => (one ? invocationIdsOf(one.document) : [])))
  const kept = wordsIn(everything)
  expect(tabs.every((tab) => tab.isSettled())).toBe(true)
  expect([...added].filter((one) => !named.has(one))).toEqual([])
  expect([...typed].filter((one) => !kept.has(one) && !replaced.has(one))).toEqual([])
  const turns = [last.document.turns, ...last.document.setAside].flat().map((turn) => turn.id)
  expect(new Set(turns).size).toBe(turns.length)
  // Whoever saved last has what is stored; the other has it once it looks.
  for (const tab of tabs) tab.autosave.adopt(last)
  for (const tab of tabs) expect(isSame(tab.now(), { title: last.title, document: last.document })).toBe(true)
}

it('loses no invocation and no typed word of two tabs, whichever saves first', async () => {
  await assert(
    asyncProperty(array(step, { maxLength: 24 }), async (steps) => {
      await play(steps, [0, 1])
      await play(steps, [1, 0])
    }),
    { numRuns: 100 },
  )
}, 60_000)

it('has all of ours in the document, and a document that can be saved', () => {
  const changed = (side: string, steps: { what: string; at: number }[]) =>
    steps.reduce((now, { what, at }, index) => edits[what]?.(now, `word${side}${index}`, at) ?? now, {
      title: 'T',
      document: first,
    })
  assert(
    property(array(step, { maxLength: 8 }), array(step, { maxLength: 8 }), (ours, others) => {
      const base = { title: 'T', document: first }
      const [mine, theirs] = [changed('1', ours), changed('2', others)]
      const merged = mergeDocuments(base, mine, theirs)
      expect(losesChanges(flat(base), flat(mine), flat(merged))).toBe(false)
      expect(compareDocumentSchema.safeParse(withUuids(merged.document)).success).toBe(true)
    }),
    { numRuns: 300 },
  )
})

/** A turn set aside here and asked again there stands among the others. */
function flat({ title, document }: Titled): Titled {
  return within({ title, document }, { turns: [document.turns, ...document.setAside].flat(), setAside: [] })
}

/** The edits name things by words. */
function withUuids(document: CompareDocument): unknown {
  const ids = new Map<string, string>()
  const uuid = (name: string) => {
    const known = ids.get(name) ?? crypto.randomUUID()
    ids.set(name, known)
    return known
  }
  return JSON.parse(
    JSON.stringify(document).replaceAll(/"((?:word|i|t)\d+(?:-\w+)?|[ab])"/g, (_, name: string) => `"${uuid(name)}"`),
  )
}
