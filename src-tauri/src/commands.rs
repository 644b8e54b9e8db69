//! One line per command: ask the desk.
//!
//! The list is `desk::ipc::Commands`; a test asks every one of them through the window's own
//! gate, so one that is missing here, in the handler or in `permissions/desk.toml` fails.

use contact::Problem;
use desk::ipc::*;
use tauri::State;

use crate::TheDesk;

// `(async)` keeps them off the window's own thread: a slow disk must not freeze a key press.
macro_rules! commands {
    ($($name:ident($($request:ty)?) -> $response:ty;)*) => {$(
        commands!(@one $name($($request)?) -> $response);
    )*};
    (@one $name:ident() -> $response:ty) => {
        #[tauri::command(async)]
        pub(crate) fn $name(desk: State<'_, TheDesk>) -> Result<$response, Problem> {
            desk.open()?.$name()
        }
    };
    (@one $name:ident($request:ty) -> $response:ty) => {
        #[tauri::command(async)]
        pub(crate) fn $name(
            desk: State<'_, TheDesk>,
            request: $request,
        ) -> Result<$response, Problem> {
            desk.open()?.$name(&request)
        }
    };
}

commands! {
    search(Search) -> Found;
    article(OpenArticle) -> ArticleView;
    titles(Titles) -> Vec<ArticleTitle>;
    start_call(StartCall) -> Draft;
    calls() -> Vec<LiveCall>;
    take_call(PickCall) -> Draft;
    save_draft(Draft) -> Kept;
    finish_later(Draft) -> Nothing;
    extend(Pick) -> Draft;
    resume(Pick) -> Draft;
    discard(Pick) -> Nothing;
    begin_follow_up(Pick) -> Draft;
    suggestions() -> Option<Suggestions>;
    rate(Rate) -> Nothing;
    reasons(InLanguage) -> Vec<ReasonLeaf>;
    reason_help(ReasonHelpFor) -> ReasonHelp;
    directory(DirectoryFor) -> Vec<DirectoryEntry>;
    flag(FlagArticle) -> Nothing;
    gap(RecordGap) -> Nothing;
    note(NoteFor) -> Note;
    undo(Pick) -> Draft;
    correct(Pick) -> Draft;
    revisions(Pick) -> Vec<Revision>;
    sync() -> Sync;
    refused() -> Vec<Refused>;
    send_again(Pick) -> Nothing;
    sync_now() -> Nothing;
    home() -> Home;
    save_settings(Settings) -> Nothing;
    set_secret(SetSecret) -> Nothing;
}

#[tauri::command(async)]
pub(crate) fn start(desk: State<'_, TheDesk>) -> Result<Start, Problem> {
    let mut start = desk.open()?.start()?;
    if start.trouble.is_none() {
        start.trouble = desk.said();
    }
    tracing::info!(ms = desk.since.elapsed().as_millis(), "the window asks: started");
    Ok(start)
}

#[tauri::command(async)]
pub(crate) fn wrap_up(desk: State<'_, TheDesk>, request: WrapUp) -> Result<Saved, Problem> {
    let since = std::time::Instant::now();
    let saved = desk.open()?.wrap_up(&request)?;
    tracing::info!(us = since.elapsed().as_micros(), "a contact is on the disk");
    Ok(saved)
}

#[tauri::command]
pub(crate) async fn story(desk: State<'_, TheDesk>, request: StoryOf) -> Result<Story, Problem> {
    desk.open()?.story(&request).await
}

#[tauri::command]
pub(crate) async fn summary(desk: State<'_, TheDesk>, request: NoteFor) -> Result<Note, Problem> {
    desk.open()?.summary(&request).await
}

#[tauri::command]
pub(crate) async fn enrol(desk: State<'_, TheDesk>, request: EnrolAt) -> Result<Nothing, Problem> {
    desk.open()?.enrol(&request).await
}
