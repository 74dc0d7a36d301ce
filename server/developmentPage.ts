import { spawn } from 'node:child_process'
import path from 'node:path'

/** Vite's own server beside ours, for `npm run dev`: it serves the page as it is edited and passes /api on to us. */
export function startDevelopmentPage(root: string): { url: string; origins: string[]; stop(): void } {
  const vite = spawn(process.execPath, [path.join(root, 'node_modules/vite/bin/vite.js'), '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  process.once('exit', () => vite.kill())
  // The port is fixed in vite.config.ts (strictPort).
  const origins = ['http://localhost:5173', 'http://127.0.0.1:5173']
  return { url: 'http://localhost:5173', origins, stop: () => vite.kill() }
}
