/** One simple command of a command line, its quoting undone: what the program would find in argv. */
export interface ShellCommand {
  words: string[]
  /** What the line itself feeds to standard input: a here-document, a here-string, or an `echo` before the pipe. */
  stdin?: string
  /** `$NAME` that the text does not set: left in the words as it stands. */
  unresolved: string[]
}
