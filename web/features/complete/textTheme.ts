import { EditorView } from '@codemirror/view'
import { heatSteps } from './surprise.ts'

const hues = Object.fromEntries(
  Array.from({ length: 8 }, (_, hue) => [`.hue-${hue}`, { color: `var(--pane-${hue + 1})` }]),
)

/** On a warm ground the colour of the pane would be hard to read, so there the text is ink. */
const heats = Object.fromEntries(
  Array.from({ length: heatSteps }, (_, step) => [
    `.heat-${step}, .heat-${step} *`,
    {
      color: 'var(--ink)',
      backgroundColor: step === 0 ? 'transparent' : `color-mix(in oklab, var(--warn) ${step * 8}%, transparent)`,
    },
  ]),
)

/** The page's own colours: custom properties reach into the shadow root that the editor lives in. */
export const textTheme = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'transparent', fontSize: '0.9375rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    lineHeight: '1.65',
    overflow: 'auto',
  },
  '.cm-content': { caretColor: 'var(--ink)', padding: '20px 0 28px', maxWidth: '78ch', margin: '0 auto' },
  '.cm-line': { padding: '0 16px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '1.5px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in oklab, var(--focus) 24%, transparent)',
  },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  ...hues,
  ...heats,
  '.token-shown': { outline: '1.5px solid var(--ink-3)', outlineOffset: '1px', borderRadius: '3px' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: '8px',
    boxShadow: 'var(--shadow)',
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    fontSize: '0.8125rem',
    overflow: 'hidden',
  },
  '.token-card': { display: 'grid', gap: '2px', padding: '6px', minWidth: '200px', maxWidth: '320px' },
  '.token-head': { padding: '2px 6px 4px', color: 'var(--ink-2)', fontSize: '0.75rem' },
  '.token-card button': {
    display: 'flex',
    gap: '12px',
    justifyContent: 'space-between',
    padding: '3px 6px',
    border: 'none',
    borderRadius: '5px',
    background: 'transparent',
    color: 'inherit',
    font: "500 0.75rem 'JetBrains Mono Variable', monospace",
    textAlign: 'start',
    cursor: 'default',
  },
  '.token-card button:hover, .token-card button:focus-visible': { background: 'var(--raised)' },
  '.token-card button[aria-current]': { color: 'var(--ink-3)' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-panels input, .cm-panels button': {
    font: 'inherit',
    color: 'inherit',
    background: 'var(--surface)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
  },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in oklab, var(--warn) 25%, transparent)' },
})
