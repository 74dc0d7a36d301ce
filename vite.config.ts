import { createRequire } from 'node:module'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: {
      // Its browser build decodes `&amp;` by setting innerHTML, which Trusted Types refuse: the table instead.
      'decode-named-character-reference': createRequire(import.meta.url).resolve('decode-named-character-reference'),
    },
  },
  // Workers are modules that fetch what they seldom need (file formats) by themselves.
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    // Fonts and icons stay files: a data: URL is fetched with the script and blocks the first paint.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 400,
    // What the page begins with is one file: in twenty it is compressed worse and asked for twenty times.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', test: /web\/main\.tsx$/ }] } } },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/api': { target: `http://127.0.0.1:${process.env.PORT ?? 3000}`, changeOrigin: true } },
  },
})
