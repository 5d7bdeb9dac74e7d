import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Compiling is half of a start. Kept where `npm ci` clears it away; where nothing can be written, a start is slower.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/etiba'));
const { runProgram } = await import('./program.ts');
await runProgram(process.argv.slice(2));
