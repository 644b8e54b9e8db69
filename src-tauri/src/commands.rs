//! One line per command: ask the desk.
//!
//! The list is `desk::ipc::Commands`; a test asks every one of them through the window's own
//! gate, so one that is missing here, in the handler or in `permissions/desk.toml` fails.

use contact::Problem;
use desk::Desk;
use desk::ipc::*;
use tauri::{AppHandle, Manager as _, Runtime, State};

use crate::TheDesk;
use crate::calls::Switch;

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
    versions(OpenArticle) -> Vec<Version>;
    titles(Titles) -> Vec<ArticleTitle>;
    start_call(StartCall) -> Draft;
    calls() -> Vec<LiveCall>;
    take_call(PickCall) -> Draft;
    save_draft(Draft) -> Kept;
    finish_later(Draft) -> Nothing;
    extend(Pick) -> Draft;
    back_to_call(Pick) -> Draft;
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
    home(InLanguage) -> Home;
}

/// A desk that is not open is tried to be opened: the window's "Try again".
#[tauri::command]
pub(crate) async fn start<R: Runtime>(
    app: AppHandle<R>,
    desk: State<'_, TheDesk>,
) -> Result<Start, Problem> {
    if desk.open().is_err() {
        let again = move || app.state::<TheDesk>().opened_anew().map(drop);
        if tauri::async_runtime::spawn_blocking(again).await.is_err() {
            tracing::error!("what opens the desk broke");
        }
    }
    let mut start = desk.open()?.start()?;
    if start.trouble.is_none() {
        start.trouble = desk.said();
    }
    tracing::info!(ms = desk.since.elapsed().as_millis(), "the window asks: started");
    Ok(start)
}

/// What concerns the telephone applies at once.
#[tauri::command]
pub(crate) async fn save_settings<R: Runtime>(
    app: AppHandle<R>,
    desk: State<'_, TheDesk>,
    request: Settings,
) -> Result<Nothing, Problem> {
    let desk = desk.open()?;
    let before = desk.settings();
    let done = desk.save_settings(&request)?;
    if before.intake != request.intake || before.region != request.region {
        turn(app, desk).await;
    }
    Ok(done)
}

#[tauri::command]
pub(crate) async fn set_secret<R: Runtime>(
    app: AppHandle<R>,
    desk: State<'_, TheDesk>,
    request: SetSecret,
) -> Result<Nothing, Problem> {
    let desk = desk.open()?;
    let done = desk.set_secret(&request)?;
    if request.name == SecretName::Asterisk {
        turn(app, desk).await;
    }
    Ok(done)
}

async fn turn<R: Runtime>(app: AppHandle<R>, desk: Desk) {
    let turned = tauri::async_runtime::spawn_blocking(move || {
        if let Some(calls) = app.try_state::<Switch>() {
            calls.turn(&desk);
        }
    });
    if turned.await.is_err() {
        tracing::error!("the telephone's settings could not be applied: start again");
    }
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
