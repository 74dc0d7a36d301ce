/** Of the head and of every row: the figures keep their width, the title gets what is left. */
export const rowGrid =
  'grid grid-cols-[1.75rem_1rem_minmax(12rem,1fr)_minmax(6rem,13rem)_3.5rem_3.5rem_7.5rem_1.75rem] content-center items-center gap-x-3 px-4'

/** Beside the figures nothing else fits on a phone: endpoints, sends and failures stand below the title. */
export const narrowGrid =
  'grid grid-cols-[1.25rem_1rem_minmax(0,1fr)_auto_2.75rem] content-center items-center gap-x-2 pr-1 pl-4'
