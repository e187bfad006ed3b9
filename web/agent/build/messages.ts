// Turns locale files into parsed messages at build time, so that neither a message compiler nor eval is shipped:
// a page under `default-src 'self'` could not run one. Plain texts need no parsing and stay plain in what is shipped.
import { baseCompile } from "@intlify/message-compiler";
import type { Plugin } from "vite";

type Tree = { [key: string]: string | Tree };

export function messages(): Plugin {
  let plain = false;
  return {
    name: "yingke-messages",
    enforce: "pre",
    configResolved(config) {
      plain = config.isProduction;
    },
    transform(code, file) {
      if (!/\/src\/locales\/[^/]+\.json$/.test(file)) return null;
      const tree = JSON.parse(code) as Tree;
      return { code: `export default ${JSON.stringify(parsed(tree, file, plain))}`, map: null, moduleType: "js" };
    },
  };
}

function parsed(tree: Tree, file: string, plain: boolean): unknown {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => {
      if (typeof value !== "string") return [key, parsed(value, file, plain)];
      return [key, plain && !/[{|@]/.test(value) ? value : message(value, file)];
    }),
  );
}

function message(text: string, file: string): unknown {
  const { ast } = baseCompile(text, {
    jit: true,
    location: false,
    optimize: true,
    onError: (error) => {
      throw new Error(`${file}: ${error.message} in “${text}”`);
    },
  });
  return ast;
}
