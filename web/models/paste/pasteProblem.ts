/** What was pasted cannot be read. The message says where it stops making sense and what to do. */
export class PasteProblem extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PasteProblem'
  }
}
