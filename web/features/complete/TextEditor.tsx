import { defaultKeymap } from '@codemirror/commands'
import { searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, StateEffect, StateField, Transaction } from '@codemirror/state'
import {
  Decoration,
  drawSelection,
  EditorView,
  hoverTooltip,
  keymap,
  placeholder as placeholderOf,
  type DecorationSet,
} from '@codemirror/view'
import { useEffect, useEffectEvent, useRef } from 'react'
import { typeOverSelection } from '../../models/jsonEditor/typeOverSelection.ts'
import { changeBetween } from './editTree.ts'
import type { Change } from './pathFold.ts'
import type { PlacedToken } from './placedTokens.ts'
import { heatOf } from './surprise.ts'
import { textTheme } from './textTheme.ts'
import { tokenCard } from './tokenCard.ts'

export interface Stretch {
  from: number
  to: number
  hue: number
}

interface TextEditorProps {
  label: string
  value: string
  placeholder: string
  describedBy: string
  /** Written by models. */
  stretches: Stretch[]
  tokens: PlacedToken[]
  showsHeat: boolean
  /** It grows: nobody may write in it. */
  isGrowing: boolean
  onChange: (change: Change) => void
  onUndo: () => void
  onRedo: () => void
  onCaret: (place: number) => void
  /** Go on from this token with another in its place. */
  onPick: (token: PlacedToken, alternative: string) => void
}

const setMarks = StateEffect.define<DecorationSet>()
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(held, transaction) {
    let next = held.map(transaction.changes)
    for (const effect of transaction.effects) if (effect.is(setMarks)) next = effect.value
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

/**
 * The document as text. Its history is the tree of edits, so CodeMirror keeps none. Lives in a shadow root, where its
 * styles are constructed sheets, as the page's policy allows.
 */
export default function TextEditor(props: TextEditorProps) {
  const { label, value, placeholder, describedBy, stretches, tokens, showsHeat, isGrowing } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const first = useRef(value)
  const growing = useRef(new Compartment())
  const tell = useEffectEvent((change: Change) => props.onChange(change))
  const undo = useEffectEvent(() => props.onUndo())
  const redo = useEffectEvent(() => props.onRedo())
  const tellCaret = useEffectEvent((place: number) => props.onCaret(place))
  const pick = useEffectEvent((token: PlacedToken, alternative: string) => props.onPick(token, alternative))
  const tokenAt = useEffectEvent((place: number) => tokens.find(({ from, to }) => from <= place && place < to))

  useEffect(() => {
    if (!host.current) return undefined
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open', delegatesFocus: true })
    const editor = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: first.current,
        selection: { anchor: first.current.length },
        extensions: [
          // Whatever a model writes stays as it is: only \n ends a line.
          EditorState.lineSeparator.of('\n'),
          EditorView.clipboardInputFilter.of((text) => text.replaceAll(/\r\n?/g, '\n')),
          drawSelection(),
          typeOverSelection,
          textTheme,
          marks,
          EditorView.lineWrapping,
          EditorView.perLineTextDirection.of(true),
          EditorView.contentAttributes.of({
            'aria-label': label,
            'aria-describedby': describedBy,
            dir: 'auto',
            spellcheck: 'false',
          }),
          placeholderOf(placeholder),
          growing.current.of([]),
          // By the letter whatever Caps Lock makes of it: with that and Shift it is a small one.
          EditorView.domEventHandlers({
            keydown(event) {
              const letter = event.ctrlKey || event.metaKey ? event.key.toLowerCase() : ''
              if (event.altKey || (letter !== 'z' && letter !== 'y')) return false
              if (letter === 'y' || event.shiftKey) redo()
              else undo()
              event.preventDefault()
              return true
            },
          }),
          // Tab leaves the editor, as everywhere on the page; Mod-Enter is the page's.
          keymap.of([...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'), ...searchKeymap]),
          EditorView.updateListener.of(({ transactions, selectionSet, docChanged, state }) => {
            for (const transaction of transactions)
              if (isByHand(transaction)) for (const change of changesOf(transaction)) tell(change)
            if (selectionSet || docChanged) tellCaret(state.selection.main.head)
          }),
          hoverTooltip((editor, place) => {
            const token = tokenAt(place)
            if (token === undefined) return null
            return {
              pos: token.from,
              end: token.to,
              above: true,
              create: () => ({ dom: tokenCard(token, (alternative) => pick(token, alternative)) }),
            }
          }),
        ],
      }),
    })
    view.current = editor
    return () => {
      first.current = editor.state.doc.toString()
      editor.destroy()
      view.current = undefined
    }
  }, [label, placeholder, describedBy])

  useEffect(() => {
    const editor = view.current
    const change = editor && changeBetween(editor.state.doc.toString(), value)
    if (!editor || !change) return
    const { scrollDOM } = editor
    const wasAtEnd = scrollDOM.scrollTop + scrollDOM.clientHeight > scrollDOM.scrollHeight - 40
    const end = change.at + change.inserted.length
    editor.dispatch({
      changes: { from: change.at, to: change.at + change.removed, insert: change.inserted },
      // The caret goes along with what grows, and to where an undo changed something.
      selection: { anchor: end },
      effects:
        !isGrowing || (wasAtEnd && end === value.length)
          ? EditorView.scrollIntoView(end, { y: 'nearest', yMargin: 40 })
          : [],
      annotations: [Transaction.remote.of(true)],
    })
  }, [value, isGrowing])

  useEffect(() => {
    view.current?.dispatch({
      effects: growing.current.reconfigure(isGrowing ? EditorState.readOnly.of(true) : []),
    })
  }, [isGrowing])

  useEffect(() => {
    const editor = view.current
    if (editor === undefined) return
    editor.dispatch({
      effects: setMarks.of(decorationsOf(editor.state.doc.length, stretches, showsHeat ? tokens : [])),
    })
  }, [stretches, tokens, showsHeat])

  return <div ref={host} className="h-full min-h-0" />
}

function isByHand(transaction: Transaction): boolean {
  return transaction.docChanged && transaction.annotation(Transaction.remote) !== true
}

/** One after the other, each in the text that the one before left. */
function changesOf(transaction: Transaction): Change[] {
  const changes: Change[] = []
  transaction.changes.iterChanges((fromA, toA, fromB, _toB, inserted) => {
    // Places in the new text count the changes before it already.
    changes.push({ at: fromB, removed: toA - fromA, inserted: inserted.sliceString(0, undefined, '\n') })
  })
  return changes
}

function decorationsOf(length: number, stretches: Stretch[], tokens: PlacedToken[]): DecorationSet {
  const ranges = [
    ...stretches.map(({ from, to, hue }) => ({ from, to, name: `hue-${hue}` })),
    ...tokens.flatMap(({ from, to, logprob }) =>
      logprob === null ? [] : [{ from, to, name: `heat-${heatOf(logprob)}` }],
    ),
  ]
  return Decoration.set(
    ranges
      .filter(({ from, to }) => from < to && to <= length)
      .map(({ from, to, name }) => Decoration.mark({ class: name }).range(from, to)),
    true,
  )
}
