import { startPlayground } from './process/playgroundProcess.ts'

/** The server builds the page at its first start; done once here, so that the workers do not all do it at once. */
export default async function globalSetup(): Promise<void> {
  const playground = await startPlayground()
  await playground.stop()
}
