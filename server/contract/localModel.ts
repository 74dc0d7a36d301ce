import type { Task } from './task.ts'

/** A model this machine can run, present or not. GET /api/models answers LocalModel[]. */
export interface LocalModel {
  /** Also the endpoint's name once it is there. */
  name: string
  title: string
  tasks: Task[]
  byteLength: number
  licence: { name: string; url: string; mustAccept: boolean }
  state:
    | { type: 'absent' }
    | { type: 'downloading'; bytesReceived: number; from: string }
    | { type: 'checking' }
    | { type: 'ready' }
    /** `message` says what was tried and how to add the file by hand. */
    | { type: 'failed'; message: string }
}
