/** The box every text field shares. 16 px on touch, or iOS zooms the page when it takes focus. */
export const fieldClasses =
  'w-full min-w-0 rounded-inner border border-line-strong bg-surface px-2.5 text-control text-ink placeholder:text-ink-3 hover:border-ink-3 aria-invalid:border-bad disabled:opacity-60 pointer-coarse:text-[1rem]'
