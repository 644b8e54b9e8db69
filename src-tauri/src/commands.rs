//! One line per command: ask the desk.
//!
//! The list is `desk::ipc::Commands`; a test asks every one of them through the window's own
//! gate, so one that is missing here, in the handler or in `permissions/desk.toml` fails.

use std::sync::Arc;

use contact::Problem;
use desk::Desk;
use desk::ipc::*;
use tauri::State;

type TheDesk<'a> = State<'a, Arc<Desk>>;

// `(async)` keeps them off the window's own thread: a slow disk must not freeze a key press.
macro_rules! commands {
    ($($name:ident($request:ty) -> $response:ty;)*) => {$(
        #[tauri::command(async)]
        pub(crate) fn $name(desk: TheDesk<'_>, request: $request) -> Result<$response, Problem> {
            desk.$name(request)
        }
    )*};
}

commands! {
    start(Nothing) -> Start;
    search(Search) -> Found;
    article(OpenArticle) -> ArticleView;
    titles(Titles) -> Vec<ArticleTitle>;
    start_call(StartCall) -> Draft;
    save_draft(Draft) -> Nothing;
    resume(Pick) -> Draft;
    discard(Pick) -> Nothing;
    note(NoteFor) -> Note;
    wrap_up(WrapUp) -> Saved;
    undo(Pick) -> Draft;
    correct(Pick) -> Draft;
    sync(Nothing) -> Sync;
    refused(Nothing) -> Vec<Refused>;
    send_again(Pick) -> Nothing;
    sync_now(Nothing) -> Nothing;
    home(Nothing) -> Home;
    save_settings(Settings) -> Nothing;
}

#[tauri::command]
pub(crate) async fn story(desk: TheDesk<'_>, request: StoryOf) -> Result<Story, Problem> {
    desk.story(request).await
}

#[tauri::command]
pub(crate) async fn enrol(desk: TheDesk<'_>, request: EnrolAt) -> Result<Nothing, Problem> {
    desk.enrol(request).await
}
