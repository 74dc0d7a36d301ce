import { createRequire } from 'node:module'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: [
      {
        // Its browser build decodes `&amp;` by setting innerHTML, which Trusted Types refuse: the table instead.
        find: 'decode-named-character-reference',
        replacement: createRequire(import.meta.url).resolve('decode-named-character-reference'),
      },
      // What it fills in for old versions, this React has.
      { find: /^use-sync-external-store\/shim$/, replacement: 'react' },
    ],
  },
  // Workers are modules that fetch what they seldom need (file formats) by themselves.
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    // Fonts and icons stay files: a data: URL is fetched with the script and blocks the first paint.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 400,
    // A list of every part's files would be 2 KB of what the page begins with; parts are fetched at rest, from near by.
    modulePreload: false,
    // What the page begins with is one file: in twenty it is compressed worse and asked for twenty times.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', test: /web\/main\.tsx$/ }] } } },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/api': { target: `http://127.0.0.1:${process.env.PORT ?? 3000}`, changeOrigin: true } },
  },
})
