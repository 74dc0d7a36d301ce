import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language'
import { setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers, placeholder as placeholderOf } from '@codemirror/view'
import { useEffect, useEffectEvent, useRef } from 'react'
import type { BodyField } from '../requestBody/bodyFields.ts'
import type { Finding } from '../requestBody/checkBody.ts'
import { editorTheme } from './editorTheme.ts'
import { fieldHints } from './fieldHints.ts'
import { holdEdits } from './pendingEdits.ts'
import { typeOverSelection } from './typeOverSelection.ts'

interface JsonEditorProps {
  label: string
  value: string
  onChange: (text: string) => void
  fields: BodyField[]
  findings: Finding[]
  placeholder?: string
  /** Ids of elements that say more about the text. */
  describedBy?: string
}

/** Above this a text is not read out of the editor at every key, but in the next pause. */
const maxEagerLength = 200_000
const msPause = 250
/** Above this it is text alone, without colours, folds and hints: a parser would run over it after every key. */
const maxReadLength = 2_000_000

/**
 * The text of a request body. Lives in a shadow root: there CodeMirror adds its styles as constructed sheets, which the
 * page's policy allows; into the document it would write a `<style>`, which it does not.
 */
export function JsonEditor({ label, value, onChange, fields, findings, placeholder, describedBy }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const latest = useRef({ fields, text: value })
  const tell = useEffectEvent(onChange)
  useEffect(() => {
    latest.current.fields = fields
  }, [fields])

  useEffect(() => {
    if (!host.current) return undefined
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open', delegatesFocus: true })
    const held = holdEdits(() => {
      const text = editor.state.doc.toString()
      if (text === latest.current.text) return
      latest.current.text = text
      tell(text)
    }, msPause)
    const reading = new Compartment()
    const readingOf = (length: number) =>
      length > maxReadLength
        ? []
        : [
            json(),
            foldGutter(),
            indentOnInput(),
            bracketMatching(),
            highlightSelectionMatches(),
            fieldHints(() => latest.current.fields),
          ]
    const editor = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          closeBrackets(),
          reading.of(readingOf(latest.current.text.length)),
          typeOverSelection,
          editorTheme,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': label,
            ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
          }),
          placeholder === undefined ? [] : placeholderOf(placeholder),
          // Tab leaves the editor, as everywhere on the page; Mod-Enter is the page's.
          keymap.of([
            { key: 'Mod-Enter', run: () => (held.flush(), false), preventDefault: false },
            ...closeBracketsKeymap,
            ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
            ...searchKeymap,
            ...historyKeymap,
            ...foldKeymap,
            ...completionKeymap,
          ]),
          EditorView.updateListener.of(({ docChanged, startState, state }) => {
            if (!docChanged) return
            held.later(state.doc.length > maxEagerLength)
            const isRead = state.doc.length <= maxReadLength
            if (isRead !== startState.doc.length <= maxReadLength)
              editor.dispatch({ effects: reading.reconfigure(readingOf(state.doc.length)) })
          }),
          EditorView.domEventHandlers({ blur: () => held.flush() }),
        ],
      }),
    })
    view.current = editor
    // Capturing: before the session is kept for the last time, or what was typed in this pause would not be in it.
    window.addEventListener('pagehide', held.flush, { capture: true })
    return () => {
      window.removeEventListener('pagehide', held.flush, { capture: true })
      held.flush()
      held.stop()
      editor.destroy()
      view.current = undefined
    }
  }, [label, placeholder, describedBy])

  useEffect(() => {
    const editor = view.current
    if (editor === undefined || value === latest.current.text) return
    latest.current.text = value
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value])

  useEffect(() => {
    const editor = view.current
    if (editor === undefined) return
    editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(findings, editor.state.doc.length)))
  }, [findings])

  return <div ref={host} className="min-h-40 [--editor-max:58vh]" />
}

function diagnosticsOf(findings: Finding[], length: number): Diagnostic[] {
  return findings
    .filter(({ from }) => from <= length)
    .map(({ from, to, severity, message }) => ({
      from,
      to: Math.min(to, length),
      severity: severity === 'note' ? 'info' : severity,
      message,
    }))
}
