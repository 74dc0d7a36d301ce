import { joinClasses } from './joinClasses.ts'

/** Line drawings on a 16 × 16 grid, stroke 1.6, in the colour of the text around them. */
const paths = {
  compare: 'M2 3h4v10H2zM10 3h4v10h-4z',
  complete: 'M3 4h10M3 8h10M3 12h6',
  embed: circle(4, 11, 1.6) + circle(8, 5, 1.6) + circle(12.5, 9, 1.6),
  query: 'M5 3C3 3 4 8 2.5 8 4 8 3 13 5 13M11 3c2 0 1 5 2.5 5C12 8 13 13 11 13',
  sql: 'M3 3.5h10v9H3zM3 6.5h10M7 6.5v6',
  sessions: 'M3 3h10v10H3zM3 6h10',
  invocations: 'M2 8h3l2-5 2 10 2-5h3',
  endpoints:
    'M3.5 3h9a1 1 0 011 1v2a1 1 0 01-1 1h-9a1 1 0 01-1-1V4a1 1 0 011-1zM3.5 9h9a1 1 0 011 1v2a1 1 0 01-1 1h-9a1 1 0 01-1-1v-2a1 1 0 011-1z',
  settings: circle(8, 8, 2.4) + 'M8 2v2M8 12v2M2 8h2M12 8h2',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  more: circle(4, 8, 0.5) + circle(8, 8, 0.5) + circle(12, 8, 0.5),
  copy: 'M5 5h8v8H5zM3 11V3h8',
  retry: 'M13 8a5 5 0 11-1.5-3.6M13 2v3h-3',
  rerun: 'M12.5 7a4.7 4.7 0 00-8.6-1.5M3.5 2.5v3.3h3.3M3.5 9a4.7 4.7 0 008.6 1.5M12.5 13.5v-3.3H9.2',
  undo: 'M6 3L2.5 6.5 6 10M3 6.5h6a4 3.5 0 010 7H7',
  redo: 'M10 3l3.5 3.5L10 10M13 6.5H7a4 3.5 0 000 7h2',
  stop: 'M4.5 4.5h7v7h-7z',
  close: 'M4 4l8 8M12 4l-8 8',
  'chevron-down': 'M4 6l4 4 4-4',
  'chevron-left': 'M10 4L6 8l4 4',
  'chevron-right': 'M6 4l4 4-4 4',
  search: circle(7, 7, 4) + 'M10 10l3.5 3.5',
  link: 'M6 4H4.5a3 3 0 000 8H6M10 4h1.5a3 3 0 010 8H10M6 8h4',
  unlink: 'M6 4H4.5a3 3 0 000 8H6M10 4h1.5a3 3 0 010 8H10M9 5.5l-2 5',
  trash: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5L5 13h6l.5-8.5M6.8 7v3.5M9.2 7v3.5',
  pencil: 'M10.5 3L13 5.5 6 12.5l-3 .5.5-3z',
  check: 'M3.5 8.5l3 3 6-7',
  warning: 'M8 2.5l6 11H2zM8 6.5v3M8 11.4v.2',
  download: 'M8 2.5V10M5 7l3 3 3-3M3 13h10',
  external: 'M6 3.5H3.5v9h9V10M9 3h4v4M13 3L7.5 8.5',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  sidebar: 'M2.5 3h11v10h-11zM6 3v10',
  inspect: 'M2.5 3h11v10h-11zM9 3v10M11 6h.5M11 8.5h.5',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  left: 'M13 8H3M7 4L3 8l4 4',
  right: 'M3 8h10M9 4l4 4-4 4',
  duplicate: 'M5.5 5.5H13V13H5.5zM3 10.5V3h7.5M9.25 7.5V11M7.5 9.25H11',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  tiles: 'M2.5 2.5H7V7H2.5zM9 2.5h4.5V7H9zM2.5 9H7v4.5H2.5zM9 9h4.5v4.5H9z',
  play: 'M5 3.5v9l7-4.5z',
  pin: 'M6 2.5h4M6.5 2.5v4L4.5 9.5h7L9.5 6.5v-4M8 9.5v4',
  tag: 'M2.5 3h5l6 6-4.5 4.5-6.5-6z' + circle(5.3, 5.6, 0.5),
  versions: 'M3 5.5A5.5 5.5 0 1 1 2.5 9M2.8 2.8v2.9h2.9M8 5v3.2l2.2 1.3',
  'thumb-up':
    'M2.5 7h2.3v6H2.5zM4.8 7l2.7-4.5c1.2 0 1.7.9 1.5 2L8.7 6.5h3.5c.9 0 1.4.7 1.2 1.5l-1 4c-.2.7-.6 1-1.3 1H4.8',
  'thumb-down':
    'M2.5 9h2.3V3H2.5zM4.8 9l2.7 4.5c1.2 0 1.7-.9 1.5-2L8.7 9.5h3.5c.9 0 1.4-.7 1.2-1.5l-1-4c-.2-.7-.6-1-1.3-1H4.8',
  fit: 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3',
  lasso: 'M8 3c3 0 5 1.5 5 3.5S11 10 8 10 3 8.5 3 6.5 5 3 8 3zM5 9.5C4 11 4 13 6 13s1.500-2.500 0-3',
}

export type IconName = keyof typeof paths

export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={joinClasses('size-4 flex-none fill-none stroke-current', className)}
      strokeWidth={1.6}
    >
      <path d={paths[name]} />
    </svg>
  )
}

function circle(x: number, y: number, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${radius * 2} 0a${radius} ${radius} 0 1 0 ${-radius * 2} 0`
}
