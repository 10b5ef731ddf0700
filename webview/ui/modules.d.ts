// Shapes of what the bundler resolves and TypeScript cannot: the toolkit's prebuilt file, and style sheets.
declare module '@vscode/webview-ui-toolkit/dist/toolkit.min.js' {
  type Registration = object
  export function provideVSCodeDesignSystem(): { register(...all: Registration[]): void }
  export function vsCodeButton(): Registration
  export function vsCodeDropdown(): Registration
  export function vsCodeOption(): Registration
  export function vsCodeProgressRing(): Registration
  export function vsCodeTextField(): Registration
}
declare module '*.css' {}
