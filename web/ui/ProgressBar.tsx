interface ProgressBarProps {
  /** 0 … 1; undefined = going on, how far is not known. */
  fraction: number | undefined
  label: string
}

export function ProgressBar({ fraction, label }: ProgressBarProps) {
  return (
    <progress
      aria-label={label}
      max={1}
      value={fraction}
      className="block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-track indeterminate:animate-pulse indeterminate:bg-line-strong [&::-moz-progress-bar]:bg-ink [&::-webkit-progress-bar]:bg-transparent [&::-webkit-progress-value]:bg-ink"
    />
  )
}
