import { useTheme } from '../../ui/theme.ts'

/** Red, green, blue, 0…255. */
export type Rgb = [number, number, number]

export interface Colours {
  panes: Rgb[]
  surface: Rgb
  raised: Rgb
  line: Rgb
  ink: Rgb
  ink3: Rgb
  focus: Rgb
}

let known: { theme: string; colours: Colours } | undefined

/** The page's colours as numbers, for canvases, in the theme that is shown. */
export function useColours(): Colours {
  return readColours(useTheme((state) => state.shown))
}

function readColours(theme: string): Colours {
  if (known?.theme === theme) return known.colours
  const read = createReader()
  const colours: Colours = {
    panes: Array.from({ length: 8 }, (_, at) => read(`--pane-${at + 1}`)),
    surface: read('--surface'),
    raised: read('--raised'),
    line: read('--line'),
    ink: read('--ink'),
    ink3: read('--ink-3'),
    focus: read('--focus'),
  }
  read.end()
  known = { theme, colours }
  return colours
}

export function css([red, green, blue]: Rgb, alpha = 1): string {
  return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)} / ${alpha})`
}

/** A token may be any CSS colour, of either theme: one pixel drawn in it says what it is. */
function createReader() {
  const probe = document.createElement('i')
  document.body.append(probe)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const read = (name: string): Rgb => {
    probe.style.color = `var(${name})`
    if (!context) return [0, 0, 0]
    context.fillStyle = getComputedStyle(probe).color
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
    return [red, green, blue]
  }
  return Object.assign(read, { end: () => probe.remove() })
}
