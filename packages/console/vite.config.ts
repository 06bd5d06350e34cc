import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { messagesPlugin } from './messages-plugin.ts'

/** Stands for where the console is served; the server puts the real path in its place, so that one build fits any. */
const BASE_PLACEHOLDER = '/__console_base__/'

export default defineConfig({
  root: import.meta.dirname,
  base: BASE_PLACEHOLDER,
  plugins: [react(), tailwindcss(), messagesPlugin()],
  build: {
    target: 'es2024',
    outDir: 'dist',
    emptyOutDir: true,
    // Everything as a file of its own: the policy of the page allows nothing inline but images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // For the test of the budget: what each page loads.
    manifest: true,
    chunkSizeWarningLimit: 600,
  },
  experimental: {
    // Chunks find each other beside themselves, wherever they are served.
    renderBuiltUrl: (_file, { hostType }) => (hostType === 'js' || hostType === 'css' ? { relative: true } : undefined),
  },
})
