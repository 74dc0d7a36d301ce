import { EditorView } from '@codemirror/view'

/**
 * Typing over a selection, done by CodeMirror instead of the browser: Chromium would keep the colours of what it deletes
 * by writing style attributes into the text, which the page's policy refuses and reports.
 */
export const typeOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main
    const { data, inputType, isComposing } = event
    if (empty || isComposing || inputType !== 'insertText' || data === null) return false
    event.preventDefault()
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true })
    // Others may want it: a bracket around a selection closes behind it.
    const isTaken = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert))
    if (!isTaken) view.dispatch(insert())
    return true
  },
})
