/** The one thing of Node that the build's configuration asks for. */
declare module "node:fs" {
  export function existsSync(path: string): boolean;
}
