import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { endpointsQuery } from '../../api/queries.ts'
import { whyUnusable } from '../../models/endpointPicker/whyUnusable.ts'
import { LazyInspector } from '../../models/inspector/LazyInspector.tsx'
import { SessionBar } from '../../models/session/SessionBar.tsx'
import { renamePageSession } from '../../models/session/pageSession.ts'
import { replies } from '../../streams/replies.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useNarrow } from '../../ui/useNarrow.ts'
import {
  changeText,
  changeTree,
  proposeEndpoint,
  redoEdit,
  undoEdit,
  useComplete,
  useCompleteState,
} from './complete.ts'
import { Composer } from './Composer.tsx'
import { addEdit, redoTarget } from './editTree.ts'
import { GetCode } from './GetCode.tsx'
import type { PlacedToken } from './placedTokens.ts'
import { SidePanel } from './SidePanel.tsx'
import { continueText, scoreText, settleEnded } from './sending.ts'
import { Starts } from './Starts.tsx'
import { useCompleteKeys } from './useCompleteKeys.ts'
import { useShownTokens } from './useShownTokens.ts'
import { useText } from './useText.ts'

const TextEditor = lazy(() => import('./TextEditor.tsx'))

export function ReadyPage() {
  const complete = useComplete()
  const title = useCompleteState((state) => state.title)
  const save = useCompleteState((state) => state.save)
  const isStored = useCompleteState((state) => state.isStored)
  const isNarrow = useNarrow()
  const [isRenaming, setIsRenaming] = useState(false)
  const [inspectedId, setInspectedId] = useState<string | null>(null)
  const [tab, setTab] = useState<string>()
  const [showsHeat, setShowsHeat] = useState(true)
  const [caret, setCaret] = useState(0)
  const caretRef = useRef(0)
  const editorBox = useRef<HTMLDivElement>(null)
  const { text, pieces, stretches, isGrowing } = useText()
  const shown = useShownTokens({ text, pieces })
  const token = useMemo(() => tokenAt(shown.tokens, caret), [shown.tokens, caret])
  const canUndo = useCompleteState((state) => state.document.current !== null)
  const canRedo = useCompleteState((state) => redoTarget(state.document) !== undefined)
  useProposal()
  useSettling()
  const send = () => {
    if (continueText(complete, caretRef.current)) setTab(undefined)
  }
  const score = () => {
    if (scoreText(complete)) setTab('scores')
  }
  const pick = (chosen: PlacedToken, alternative: string) => {
    if (isGrowing) return
    changeTree(complete, (tree) =>
      addEdit(tree, {
        id: crypto.randomUUID(),
        at: chosen.from,
        removed: chosen.until - chosen.from,
        inserted: alternative,
        from: { invocationId: chosen.invocationId, choice: 0, hue: chosen.hue, isAlternative: true },
      }),
    )
    continueText(complete, chosen.from + alternative.length)
  }
  useCompleteKeys({
    onSend: send,
    onRename: () => setIsRenaming(true),
    onUndo: () => undoEdit(complete),
    onRedo: () => redoEdit(complete),
  })
  return (
    <main
      aria-label="Complete"
      className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)]"
    >
      <SessionBar
        sessionId={complete.sessionId}
        title={title}
        save={save}
        isStored={isStored}
        onTitle={(next) => renamePageSession(complete, next)}
        isRenaming={isRenaming}
        onRenamingChange={setIsRenaming}
        items={
          isNarrow
            ? [
                { label: 'Undo', icon: 'undo', isDisabled: !canUndo, onSelect: () => undoEdit(complete) },
                { label: 'Redo', icon: 'redo', isDisabled: !canRedo, onSelect: () => redoEdit(complete) },
              ]
            : []
        }
      >
        {!isNarrow && (
          <>
            <IconButton label="Undo" disabled={!canUndo} onClick={() => undoEdit(complete)}>
              <Icon name="undo" />
            </IconButton>
            <IconButton label="Redo" disabled={!canRedo} onClick={() => redoEdit(complete)}>
              <Icon name="redo" />
            </IconButton>
          </>
        )}
        <GetCode caretOf={() => caretRef.current} />
      </SessionBar>
      <div className="grid min-h-0 auto-rows-max grid-cols-[minmax(0,1fr)] overflow-y-auto lg:auto-rows-[minmax(0,1fr)] lg:grid-cols-[minmax(340px,1fr)_minmax(340px,1fr)] lg:overflow-hidden">
        <section aria-label="Text" className="flex min-h-0 min-w-0 flex-col border-line lg:border-r">
          {text === '' && !isGrowing && <Starts onStart={() => focusEditor(editorBox.current)} />}
          <div ref={editorBox} className="h-[46vh] min-h-48 bg-surface lg:h-auto lg:min-h-0 lg:flex-1">
            <Suspense fallback={<Skeleton className="m-6 h-32" />}>
              <TextEditor
                label="Text"
                describedBy="complete-keys"
                value={text}
                placeholder="Write a beginning…"
                stretches={stretches}
                tokens={shown.tokens}
                showsHeat={showsHeat}
                isGrowing={isGrowing}
                onChange={(change) => changeText(complete, change)}
                onUndo={() => undoEdit(complete)}
                onRedo={() => redoEdit(complete)}
                onCaret={(place) => {
                  caretRef.current = place
                  setCaret(place)
                }}
                onPick={pick}
              />
            </Suspense>
            <p id="complete-keys" className="sr-only">
              {isGrowing
                ? 'A model is writing here. Escape stops it.'
                : 'Control or Command and Enter goes on with the text.'}
            </p>
          </div>
          <Composer onSend={send} onScore={score} onInspect={setInspectedId} />
        </section>
        <SidePanel
          tab={tab}
          onTab={setTab}
          shown={shown}
          text={text}
          token={token}
          showsHeat={showsHeat}
          onHeat={setShowsHeat}
          onPick={pick}
          onInspect={setInspectedId}
        />
      </div>
      <LazyInspector invocationId={inspectedId} onClose={() => setInspectedId(null)} />
    </main>
  )
}

/** The token the caret is in; at its end too, where that is the end of the text. */
function tokenAt(tokens: readonly PlacedToken[], caret: number): PlacedToken | undefined {
  return tokens.find(({ from, to }) => from <= caret && caret < to) ?? tokens.findLast(({ to }) => to === caret)
}

function focusEditor(box: HTMLDivElement | null) {
  box?.querySelector<HTMLElement>(':scope > div')?.focus()
}

/** A new page begins with the first endpoint that can go on with a text, also where that was begun before it was known. */
function useProposal() {
  const complete = useComplete()
  const { data } = useQuery(endpointsQuery)
  const isDue = useRef(complete.store.getState().isUntouched)
  useEffect(() => {
    if (!isDue.current) return
    const able = data?.endpoints.filter((endpoint) => whyUnusable(endpoint, 'llm/v1/completions') === undefined) ?? []
    // Echo is no model; it is there for those who look for it.
    const first = able.find(({ name }) => name !== 'echo') ?? able[0]
    if (!first) return
    isDue.current = false
    proposeEndpoint(complete, first.name)
  }, [complete, data])
}

function useSettling() {
  const complete = useComplete()
  useEffect(() => {
    settleEnded(complete)
    return replies.subscribe(() => settleEnded(complete))
  }, [complete])
}
