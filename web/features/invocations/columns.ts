const right = 'text-right'

/** Of the head and of every row: the figures keep their width, the first words get what is left. */
export const rowGrid =
  'grid grid-cols-[7.5rem_minmax(9rem,1.2fr)_minmax(6rem,0.7fr)_5.5rem_5.5rem_6.5rem_4.5rem_5rem_minmax(10rem,2.4fr)] content-center items-baseline gap-x-3 px-4'

export const columns = [
  { name: 'Time', className: '' },
  { name: 'Endpoint', className: '' },
  { name: 'Client', className: '' },
  { name: 'Status', className: '' },
  { name: 'Task', className: '' },
  { name: 'Tokens in / out', className: `${right} whitespace-nowrap` },
  { name: 'First token', className: `${right} whitespace-nowrap` },
  { name: 'Total', className: `${right} pr-2` },
  { name: 'Prompt', className: '' },
]
