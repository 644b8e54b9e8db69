//! Failures as answers: a status, a Problem as JSON, and when to come again.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contact::{Code, Problem};

use crate::Failure;

/// Seconds after which a busy store may be asked again.
const RETRY_AFTER: &str = "5";
/// The same for who sends too much at once: some of it is answered by then.
const RETRY_SOON: &str = "1";

/// An answer that is not what was asked for.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    problem: Problem,
}

impl Refusal {
    pub(super) fn of(status: u16, problem: Problem) -> Refusal {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Refusal { status, problem }
    }

    pub(super) fn new(problem: Problem) -> Refusal {
        let status = match problem.code {
            Code::Invalid => 400,
            Code::Unauthorized => 401,
            Code::NotFound => 404,
            Code::Conflict => 409,
            Code::StartOver => 410,
            Code::TooLarge => 413,
            Code::TooOld => 426,
            Code::Unavailable | Code::DiskFull | Code::Offline => 503,
            Code::Damaged | Code::Internal => 500,
        };
        Refusal::of(status, problem)
    }

    pub(super) fn invalid(message: &str) -> Refusal {
        Refusal::new(Problem::new(Code::Invalid, message))
    }

    pub(super) fn not_found() -> Refusal {
        Refusal::new(Problem::new(Code::NotFound, "There is nothing at this address."))
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        let problem = failure.problem();
        match &failure {
            Failure::Asked(_) => return Refusal::new(problem),
            Failure::Forbidden => return Refusal::of(403, problem),
            Failure::Busy
            | Failure::Full
            | Failure::Stopping
            | Failure::Again(_)
            | Failure::Lost(_) => {
                tracing::warn!(failure = %failure, "refused for now");
            }
            Failure::Database(_)
            | Failure::Refused(_)
            | Failure::Schema(_)
            | Failure::Chance(_)
            | Failure::Damaged(_)
            | Failure::File { .. } => tracing::error!(failure = %failure, "failed"),
        }
        Refusal::new(problem)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.problem)).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_SOON));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_itself_says_when_to_come_again() {
        for failure in [Failure::Busy, Failure::Full, Failure::Stopping] {
            let response = Refusal::from(failure).into_response();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert!(response.headers().contains_key(header::RETRY_AFTER));
        }
        let response = Refusal::from(Failure::Forbidden).into_response();
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        assert!(!response.headers().contains_key(header::RETRY_AFTER));
    }
}
