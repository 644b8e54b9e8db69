//! What authors and systems call the parts of an article, in the languages we meet.
//!
//! Case, spaces and punctuation do not count. A name that is not listed is no part of an
//! article: what stands under it is kept as it is.
//!
//! Deliberately absent: guessing by content.

/// A part of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Id,
    Version,
    Lang,
    Title,
    Summary,
    Body,
    State,
    Draft,
    Published,
    Audience,
    Products,
    Reasons,
    Keywords,
    AlsoCheck,
    Codes,
    Updated,
    ValidUntil,
    /// A map of what we know nothing about, as an export of ours writes it.
    Further,
}

/// First the name we write, then what others write.
const NAMES: &[(Part, &[&str])] = &[
    (
        Part::Id,
        &[
            "id",
            "articleid",
            "articlenumber",
            "faqid",
            "kbid",
            "externalid",
            "slug",
            "urlname",
            "nr",
            "number",
            "artikelnummer",
            "编号",
            "編號",
            "文章编号",
            "文章編號",
            "المعرف",
            "رقمالمقال",
            "الرقم",
        ],
    ),
    (Part::Version, &["version", "versionnumber", "revision", "版本", "الإصدار"]),
    (
        Part::Lang,
        &[
            "lang",
            "language",
            "locale",
            "sourcelocale",
            "språk",
            "sprache",
            "langue",
            "idioma",
            "语言",
            "語言",
            "语种",
            "語系",
            "اللغة",
            "لغة",
        ],
    ),
    (
        Part::Title,
        &[
            "title",
            "question",
            "subject",
            "headline",
            "name",
            "faq",
            "fråga",
            "rubrik",
            "titel",
            "frage",
            "titre",
            "pregunta",
            "título",
            "问题",
            "問題",
            "标题",
            "標題",
            "提问",
            "السؤال",
            "سؤال",
            "العنوان",
            "عنوان",
        ],
    ),
    (
        Part::Summary,
        &[
            "summary",
            "description",
            "abstract",
            "excerpt",
            "sammanfattning",
            "beskrivning",
            "摘要",
            "简介",
            "簡介",
            "概要",
            "ملخص",
            "الملخص",
            "الوصف",
        ],
    ),
    (
        Part::Body,
        &[
            "body",
            "answer",
            "content",
            "text",
            "html",
            "bodymarkdown",
            "articlebody",
            "response",
            "solution",
            "svar",
            "innehåll",
            "brödtext",
            "lösning",
            "antwort",
            "réponse",
            "respuesta",
            "答案",
            "回答",
            "解答",
            "内容",
            "內容",
            "正文",
            "解决方案",
            "解決方案",
            "الجواب",
            "جواب",
            "الإجابة",
            "إجابة",
            "المحتوى",
            "الحل",
            "النص",
        ],
    ),
    (
        Part::State,
        &[
            "state",
            "status",
            "validationstatus",
            "publishstatus",
            "tillstånd",
            "状态",
            "狀態",
            "الحالة",
        ],
    ),
    (Part::Draft, &["draft", "isdraft", "utkast"]),
    (Part::Published, &["published", "ispublished", "publicerad", "已发布", "已發布"]),
    (Part::Audience, &["audience", "visibility", "access", "målgrupp", "受众", "受眾", "الجمهور"]),
    (
        Part::Products,
        &["products", "product", "produkt", "produkter", "产品", "產品", "المنتج", "المنتجات"],
    ),
    (
        Part::Reasons,
        &[
            "reasons",
            "reason",
            "contactreason",
            "contactreasons",
            "orsak",
            "kontaktorsak",
            "原因",
            "来电原因",
            "來電原因",
            "السبب",
        ],
    ),
    (
        Part::Keywords,
        &[
            "keywords",
            "keyword",
            "tags",
            "tag",
            "labels",
            "labelnames",
            "aliases",
            "synonyms",
            "nyckelord",
            "taggar",
            "sökord",
            "etiketter",
            "关键词",
            "关键字",
            "關鍵詞",
            "關鍵字",
            "标签",
            "標籤",
            "الكلمات",
            "كلماتمفتاحية",
            "الكلماتالمفتاحية",
            "وسوم",
        ],
    ),
    (
        Part::AlsoCheck,
        &[
            "alsocheck",
            "seealso",
            "related",
            "relatedarticles",
            "seäven",
            "kontrolleraäven",
            "相关文章",
            "相關文章",
        ],
    ),
    (Part::Codes, &["codes", "code", "koder", "代码", "代碼", "الرمز"]),
    (
        Part::Updated,
        &[
            "updated",
            "updatedat",
            "updatedon",
            "lastmodified",
            "lastmodifieddate",
            "lastmod",
            "modified",
            "modifiedat",
            "editedat",
            "date",
            "uppdaterad",
            "ändrad",
            "datum",
            "更新日期",
            "更新时间",
            "更新時間",
            "تاريخالتحديث",
            "آخرتحديث",
        ],
    ),
    (
        Part::ValidUntil,
        &[
            "validuntil",
            "validto",
            "expires",
            "expiresat",
            "expiry",
            "expirydate",
            "expirationdate",
            "giltigtill",
            "giltigttom",
            "有效期至",
            "失效日期",
            "到期日",
            "صالححتى",
            "تاريخالانتهاء",
        ],
    ),
    (Part::Further, &["further"]),
];

/// The part a name stands for, and whether it is the name we write ourselves.
pub(crate) fn part(name: &str) -> Option<(Part, bool)> {
    let plain = squashed(name);
    NAMES.iter().find_map(|(part, names)| {
        let at = names.iter().position(|known| *known == plain)?;
        Some((*part, at == 0))
    })
}

/// A column's name taken apart: `Question (sv)`, `answer_zh-Hans`, `title.ar`.
pub(crate) fn part_in_language(name: &str) -> Option<(Part, Option<String>)> {
    if let Some((part, _)) = part(name) {
        return Some((part, None));
    }
    let name = name.trim().trim_end_matches([')', ']']);
    name.match_indices(['_', '.', ':', '(', '[', ' ', '-']).find_map(|(at, mark)| {
        let lang = crate::lang::canonical(&name[at + mark.len()..])?;
        let (part, _) = part(&name[..at])?;
        matches!(part, Part::Title | Part::Body | Part::Summary | Part::Keywords)
            .then_some((part, Some(lang)))
    })
}

fn squashed(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(64).collect()
}
