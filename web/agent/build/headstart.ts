// Lets the browser fetch the workbench from the page itself instead of finding it through the first script.
import type { HtmlTagDescriptor, Plugin } from "vite";

const START = "/src/main.ts";

export function headstart(): Plugin {
  return {
    name: "yingke-headstart",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).flatMap((one) => (one.type === "chunk" ? [one] : []));
        const start = chunks.find((chunk) => chunk.facadeModuleId?.endsWith(START));
        // Served without a build, there is nothing to look ahead to.
        if (!start) return html;
        const needed = [start, ...chunks.filter((chunk) => start.imports.includes(chunk.fileName))];
        const scripts = needed.map((chunk) => `/${chunk.fileName}`).filter((file) => !html.includes(`"${file}"`));
        const styles = needed.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]).map((file) => `/${file}`);
        const tag = (attrs: Record<string, string>): HtmlTagDescriptor => ({ tag: "link", attrs: { ...attrs, crossorigin: "" }, injectTo: "head" });
        return [
          ...scripts.map((href) => tag({ rel: "modulepreload", href })),
          ...[...new Set(styles)].filter((file) => !html.includes(`"${file}"`)).map((href) => tag({ rel: "stylesheet", href })),
        ];
      },
    },
  };
}
