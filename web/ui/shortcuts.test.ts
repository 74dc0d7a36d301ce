import { describe, expect, it } from 'vitest'
import { keyLabels, matchesKeys } from './shortcuts.ts'

const plain = { code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

describe('matchesKeys', () => {
  it.each([
    ['mod+enter', { key: 'Enter', ctrlKey: true }, true],
    ['mod+enter', { key: 'Enter', metaKey: true }, true],
    ['mod+enter', { key: 'Enter' }, false],
    ['mod+enter', { key: 'Enter', ctrlKey: true, shiftKey: true }, false],
    ['escape', { key: 'Escape' }, true],
    ['?', { key: '?', shiftKey: true }, true],
    ['/', { key: '/' }, true],
    ['/', { key: '/', ctrlKey: true }, false],
    ['alt+n', { key: 'ñ', code: 'KeyN', altKey: true }, true],
    ['alt+1', { key: '¡', code: 'Digit1', altKey: true }, true],
    ['alt+1', { key: '2', code: 'Digit2', altKey: true }, false],
    ['mod+k', { key: 'K', ctrlKey: true, shiftKey: true }, false],
    ['mod+shift+k', { key: 'K', ctrlKey: true, shiftKey: true }, true],
  ])('%s on %o is %s', (keys, pressed, expected) => expect(matchesKeys({ ...plain, ...pressed }, keys)).toBe(expected))
})

it('prints keys as they stand on the keyboard', () => {
  expect(keyLabels('mod+enter', false)).toBe('Ctrl ↵')
  expect(keyLabels('mod+k', true)).toBe('⌘ K')
  expect(keyLabels('alt+1', false)).toBe('Alt 1')
})
