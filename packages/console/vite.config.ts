import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Rolldown } from 'vite'
import { messagesPlugin } from './messages-plugin.ts'

/** Stands for where the console is served; the server puts the real path in its place, so that one build fits any. */
const BASE_PLACEHOLDER = '/__console_base__/'

const OVERLAY = /[\\/]@(base-ui|floating-ui)[\\/]|[\\/]ui[\\/]dialog/

/** Whether a module cannot be had without what opens above pages. */
function needsOverlays(id: string, context: Rolldown.ChunkingContext, seen = new Set<string>()): boolean {
  if (OVERLAY.test(id)) return true
  if (seen.has(id)) return false
  seen.add(id)
  return context.getModuleInfo(id)?.importedIds.some((imported) => needsOverlays(imported, context, seen)) ?? false
}

const SHARED = /[\\/]console[\\/]src[\\/](api|app|i18n|key-text|theme|ui|pages[\\/]keys[\\/]list[\\/]key-filter)/

/** Whether the first script needs a module before it shows anything. */
function isInitial(id: string, context: Rolldown.ChunkingContext, seen = new Set<string>()): boolean {
  if (id.endsWith('src/main.tsx')) return true
  if (seen.has(id)) return false
  seen.add(id)
  return context.getModuleInfo(id)?.importers.some((importer) => isInitial(importer, context, seen)) ?? false
}

/** What every page needs. */
const inStart = (id: string, context: Rolldown.ChunkingContext): string | null =>
  isInitial(id, context) || (SHARED.test(id) && !needsOverlays(id, context)) ? 'start' : null

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
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // One file instead of one for each thing that two pages share.
        codeSplitting: { groups: [{ name: inStart, debugName: 'start' }] },
      },
    },
  },
  experimental: {
    // Chunks find each other beside themselves, wherever they are served.
    renderBuiltUrl: (_file, { hostType }) => (hostType === 'js' || hostType === 'css' ? { relative: true } : undefined),
  },
})
