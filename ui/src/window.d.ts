/** What this window hears besides what every page does. */
declare module 'svelte/elements' {
  interface SvelteWindowAttributes {
    /** The key of the search field was pressed, in whatever program: `src-tauri/src/manners.rs`. */
    onfirsthandsearch?: (event: Event) => void;
  }
}
export {};
