import { transformAsync } from '@babel/core';
import macro from '@lingui/babel-plugin-lingui-macro';
import type { Plugin } from 'vite';

/**
 * Turns `<Trans>` and `t` into look-ups, before anything else reads the file. Lingui's own plugin can do it with a
 * native tool, which npm leaves out when it runs under Node 20, as it may here (Node 26 comes only with the install).
 */
export function macros(): Plugin {
  return {
    name: 'etiba-macros',
    enforce: 'pre',
    transform: {
      filter: { id: /\.tsx?$/, code: /from ['"]@lingui\/(?:core|react)\/macro['"]/ },
      async handler(code, id) {
        const result = await transformAsync(code, {
          filename: id,
          babelrc: false,
          configFile: false,
          sourceMaps: true,
          parserOpts: { plugins: ['typescript', 'jsx'] },
          plugins: [macro],
        });
        return { code: result?.code ?? code, map: result?.map as never };
      },
    },
  };
}
