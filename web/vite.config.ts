import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compress } from './tools/compress.ts';
import { macros } from './tools/macros.ts';
import { weigh } from './tools/weigh.ts';

export default defineConfig({
  plugins: [macros(), react(), lingui({ failOnMissing: true }), compress(), weigh()],
  build: {
    target: 'es2023',
    // A data: URL for a font or a picture would need a wider content policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000, // what counts is what the first page weighs, which weigh() holds
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What every page needs is one file: on a slow line each further one costs more than what is in it.
        codeSplitting: { groups: [{ name: 'app', tags: ['$initial'] }] },
      },
    },
  },
  // `npm run dev` starts Etiba on 8000 and this in front of it.
  server: { port: 5173, strictPort: true, proxy: { '/api': 'http://127.0.0.1:8000' } },
});
