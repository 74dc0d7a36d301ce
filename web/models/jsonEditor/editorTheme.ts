import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** The page's own colours: custom properties reach into the shadow root that the editor lives in. */
export const editorTheme = [
  EditorView.theme({
    '&': {
      maxHeight: 'var(--editor-max)',
      minHeight: '10rem',
      color: 'var(--ink)',
      backgroundColor: 'var(--surface)',
      fontSize: '0.78125rem',
    },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': {
      fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace",
      fontVariantLigatures: 'none',
      lineHeight: '1.55',
      overflow: 'auto',
    },
    '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
    '.cm-line': { padding: '0 12px 0 8px' },
    '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-3)', border: 'none', paddingLeft: '4px' },
    '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
    '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '1.5px' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'color-mix(in oklab, var(--focus) 24%, transparent)',
    },
    '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--track)', outline: 'none' },
    '.cm-placeholder': { color: 'var(--ink-3)' },
    '.cm-lintRange': { backgroundImage: 'none', paddingBottom: '0' },
    '.cm-lintRange-error': { textDecoration: 'underline wavy var(--bad) 1px', textUnderlineOffset: '3px' },
    '.cm-lintRange-warning, .cm-lintRange-info': {
      textDecoration: 'underline dotted var(--warn) 2px',
      textUnderlineOffset: '3px',
    },
    '.cm-tooltip': {
      backgroundColor: 'var(--surface)',
      color: 'var(--ink)',
      border: '1px solid var(--line-strong)',
      borderRadius: '6px',
      boxShadow: 'var(--shadow)',
      fontFamily: "'Inter Variable', system-ui, sans-serif",
      fontSize: '0.75rem',
      maxWidth: 'min(28rem, 90vw)',
    },
    '.cm-tooltip .cm-field': { display: 'block', padding: '6px 10px', lineHeight: '1.5' },
    '.cm-diagnostic': { padding: '6px 10px', borderLeft: 'none', lineHeight: '1.5' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxHeight: '16rem' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 10px', lineHeight: '1.4' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      backgroundColor: 'var(--raised)',
      color: 'var(--ink)',
    },
    '.cm-completionLabel': { fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace" },
    '.cm-completionDetail': { fontStyle: 'normal', color: 'var(--ink-3)' },
    '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
    '.cm-completionInfo': { padding: '6px 10px', color: 'var(--ink-2)', lineHeight: '1.5' },
    '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)', borderColor: 'var(--line)' },
    '.cm-panels input, .cm-panels button': {
      font: 'inherit',
      color: 'inherit',
      background: 'var(--surface)',
      border: '1px solid var(--line-strong)',
      borderRadius: '4px',
    },
    '.cm-searchMatch': { backgroundColor: 'color-mix(in oklab, var(--warn) 25%, transparent)' },
    '.cm-searchMatch-selected': { backgroundColor: 'color-mix(in oklab, var(--warn) 50%, transparent)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: 'var(--pane-1)' },
      { tag: tags.string, color: 'var(--pane-3)' },
      { tag: [tags.number, tags.bool, tags.null], color: 'var(--pane-2)' },
      { tag: [tags.separator, tags.squareBracket, tags.brace], color: 'var(--ink-2)' },
    ]),
  ),
]
