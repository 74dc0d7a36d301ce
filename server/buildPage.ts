import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/**
 * The page as files to serve, built when it is missing or older than its sources, so that a fresh clone and a pulled
 * change both need no step of their own. Text is compressed once here rather than at every request.
 */
export async function buildPage(root: string, log: (line: string) => void): Promise<string> {
  const folder = path.join(root, 'dist')
  const startedAt = new Date()
  if (!(await isFresh(root, folder))) {
    log('Building the page…')
    const beside = path.join(root, '.cache', `page-${process.pid}`)
    await build(root, beside)
    await compressAll(beside)
    // What was edited while it was being built is newer than the build.
    await utimes(path.join(beside, 'index.html'), startedAt, startedAt)
    await moveInto(folder, beside)
  }
  return folder
}

async function build(root: string, folder: string): Promise<void> {
  const args = ['build', '--logLevel', 'warn', '--emptyOutDir', '--outDir', folder]
  const vite = spawn(process.execPath, [path.join(root, 'node_modules/vite/bin/vite.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [vite.stdout, vite.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()))
  const [code] = await once(vite, 'close')
  if (code !== 0) throw new Error(`The page could not be built:\n${output}`)
}

/**
 * The page that names the others goes last, each file by one rename: a build that is killed, or two that start at once,
 * leave no half page. Earlier assets stay (their names hold a hash): tabs that are open, and a server that runs, need
 * them until they load the page again.
 */
async function moveInto(folder: string, beside: string): Promise<void> {
  const names = (await readdir(beside, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(beside, path.join(entry.parentPath, entry.name)))
    .toSorted((one, other) => Number(one.startsWith('index.html')) - Number(other.startsWith('index.html')))
  for (const name of names) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await rename(path.join(beside, name), path.join(folder, name))
  }
  // Builds before this one gave the page compressed twins, which would be served in its place for ever.
  for (const twin of ['index.html.br', 'index.html.gz']) await rm(path.join(folder, twin), { force: true })
  await rm(beside, { recursive: true, force: true })
  await removeOlder(path.join(folder, 'assets'), Date.now() - msAssetsKept)
}

const msAssetsKept = 7 * 24 * 60 * 60_000

async function removeOlder(folder: string, than: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name)
    if ((await stat(file)).mtimeMs < than) await rm(file, { force: true })
  }
}

const sources = ['web', 'server/contract', 'index.html', 'vite.config.ts', 'package-lock.json']

async function isFresh(root: string, folder: string): Promise<boolean> {
  const page = path.join(folder, 'index.html')
  if (!existsSync(page)) return false
  const builtAt = (await stat(page)).mtimeMs
  for (const source of sources) if ((await newestIn(path.join(root, source))) > builtAt) return false
  return true
}

async function newestIn(file: string): Promise<number> {
  if (!existsSync(file)) return 0
  const found = await stat(file)
  if (!found.isDirectory()) return found.mtimeMs
  const names = await readdir(file)
  const times = await Promise.all(
    names.filter((name) => !/\.test\.tsx?$/.test(name)).map((name) => newestIn(path.join(file, name))),
  )
  // A folder's own time tells of files that were removed.
  return Math.max(found.mtimeMs, ...times)
}

/** Fonts and pictures are compressed by their formats. */
const isText = /\.(?:js|css|html|svg|json|map)$/

async function compressAll(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true })
  await Promise.all(names.filter((name) => isText.test(name)).map((name) => compressOne(path.join(folder, name))))
}

async function compressOne(file: string): Promise<void> {
  const bytes = await readFile(file)
  // Below a packet, compression saves no time; the page itself is replaced alone, so it has no compressed twin to lag.
  if (bytes.length < 1024 || file.endsWith('.html')) return
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, { params }))
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }))
}
