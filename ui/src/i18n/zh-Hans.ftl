# 客服窗口（简体中文）。
app-name = Firsthand

## Regions and panes
region-bar = 通话
region-search = 搜索
region-article = 文章
region-context = 客户
panes = 视图
pane-search = 搜索
pane-article = 文章
pane-customer = 客户
pane-form = 话后处理
close = 关闭
try-again = 重试
settings = 设置
hint-search = 搜索
hint-choose = 选择
hint-open = 打开
hint-region = 下一区域
hint-help = 全部命令
hint-same = 同一问题

## Call
state-ready = 就绪
state-not-ready = 未就绪
state-on-call = 通话中
state-on-hold = 保持中
state-wrap-up = 话后处理
call-start = 开始通话
call-hold = 保持
call-unhold = 恢复通话
call-wrap-up = 话后处理
call-go-ready = 设为就绪
call-back = 返回通话
call-new = 新通话
call-new-hint = 开始新的通话，当前记录保留在“未完成的话后处理”中。
call-later = 稍后完成
said-later = 已搁置，可在“未完成的话后处理”中找到。
call-total = 通话 { $time }
call-ringing = 来电
call-connected = 另一通电话
call-held = 另一通电话，保持中
call-take = 接入
call-switch = 切换
call-rings = 来电：{ $who }
call-unknown = 未知来电者
call-waited = 等待
target = 目标 { $time }
target-label = 话后处理用时与目标
talk = 通话 { $time }
correction = 更正
customer = 客户
customer-hint = 电话或客户编号
language = 语言
language-system = 跟随系统
said-target-half = 话后处理目标时间已过半。
said-target-full = 已到话后处理目标时间，可继续填写。
call-facts = 来电者已提供的信息
call-withheld = 号码已隐藏
call-lang = 语言
call-dialled = 拨打号码
limit-warning = { $seconds } 秒后此话后处理将被搁置。按空格键或作任何修改可延长时间。
limit-last = { $seconds } 秒后此话后处理将被搁置。内容不会丢失：可在“未完成的话后处理”中找到。
limit-extend = 延长时间
limit-said = 话后处理即将被搁置。按空格键延长时间，内容不会丢失。
limit-said-last = 话后处理即将按现状被搁置。内容不会丢失：可在“未完成的话后处理”中找到。

## Search
search-label = 搜索文章
search-results = 找到的文章
search-count =
    { $count ->
       *[other] { $count } 篇文章
    }
search-none = 没有与“{ $text }”相关的文章
search-most = 仅显示最相关的 { $count } 篇，再输入一个词可缩小范围。
search-failed = 搜索未成功，请重试。
search-suggestion = 改搜“{ $text }”
search-recent = 最近搜索
search-recent-empty = 搜索记录会显示在这里。
pinned = 已固定
pinned-empty = 固定常用文章，方便随时查看。
pin = 固定此文章
gap-record = 上报知识缺口
gap-recorded = 已上报知识缺口
suggest = 与对话内容相符
suggest-sure = 把握 { $percent }%
suggest-up = 有帮助：{ $title }
suggest-down = 没有帮助：{ $title }
suggest-said = 推荐：{ $title }
suggest-good = 已标为有帮助
suggest-bad = 已标为没有帮助
suggest-none = 已取消标记
said-gap = 已上报知识缺口：{ $text }
command-good = 推荐有帮助
command-bad = 推荐没有帮助

## Article
attach = 关联到通话
attached = 已关联
attach-nothing = 请先打开文章再关联。
said-attached = 已关联：{ $title }
said-detached = 已取消关联：{ $title }
article-updated = 更新于 { $when }
article-validated = 已审核
article-unvalidated = 未审核
article-expired = 已于 { $date } 到期
article-success = { $used } 次联系中解决 { $resolved } 次
article-verified = 经核实：{ $used } 次首次联系中解决 { $resolved } 次
success-new = 联系较少
article-old =
    { $hours ->
       *[other] 文章已 { $hours } 小时未更新，连上中心库后会自动更新。
    }
article-empty = 搜索文章后在此阅读。
article-empty-call = 用客户的原话搜索，最合适的文章会在此打开。
article-failed = 文章未能打开，请重新选择。
copy = 复制
copied = 已复制
said-copied = 已复制
find = 在文章中查找
find-count = 第 { $at } 处，共 { $count } 处
flag-what = 这篇文章有什么问题？
flag-wrong = 有误
flag-outdated = 已过时
flag-unclear = 不清楚
flag-other = 其他问题
said-flagged = 已标记：{ $title }
decide-may = 您可自行决定
decide-also = 另请核对
decide-related = 相关文章
command-flag = 标记文章问题
versions = 版本

## Customer's story
story = 历史联系记录
story-repeat = 重复联系
story-warning =
    { $days ->
       *[other] { $days } 天内
    }已就此问题联系 { $times ->
       *[other] { $times } 次
    }
story-last = 上次：
story-ask = 重复步骤前，请先询问此后的情况。
story-ask-unresolved = 上次未解决。重复步骤前，请先询问此后的情况。
story-tried = 已尝试：
story-steps = 步骤 { $steps }
story-promised = 承诺在 { $when } 前回复。
story-promise-broken = 我们承诺于 { $when } 前回复，但没有做到。
story-not-kept = 承诺未兑现
story-handed = 转交给您
story-warm = 已事先沟通
story-keeps = 兑现 { $when } 的承诺
story-not-helped = 上次没有帮助
story-promises = 未完成的承诺
story-possible = 可能的匹配：{ $count }
story-possible-hint = 可能是同一人。请先确认；不计入统计。
story-no-customer = 输入电话或客户编号即可查看历史联系记录。
story-asking = 正在查找历史联系记录…
story-empty = 没有历史联系记录。
story-desk-only = 无法连接中心库，仅显示本机受理的记录。
story-due = 跟进时间 { $when }
waiting-here = 已存本机
same = 与 { $when }的联系是同一问题吗？
same-yes = 是
same-no = 不是
same-none = 未回答
channel-voice = 电话
channel-email = 电子邮件
channel-chat = 在线聊天
channel-whatsapp = WhatsApp
channel-sms = 短信
channel-social = 社交媒体
channel-web = 网页
channel-in_person = 到店

## Wrap-up
wrap-up = 话后处理
form-open = 现在填写话后处理
outcome = 结果
reason = 联系原因
reason-list = 原因列表
reason-filter = 输入以筛选
reason-from-article = 来自已关联文章
reason-own = 您近 30 天常用
reason-team = 团队常用
reason-all = 全部原因
reason-none = 没有符合“{ $text }”的原因
root-cause = 未解决原因
follow-up = 跟进
due-2h = 2 小时后
due-tomorrow = 明天 { $time }
due-48h = 48 小时后
due-pick = 选择时间…
due-day = 日期
due-time = 时间
due-by = 方式
hand-over = 转交给
hand-over-up = 升级
hand-over-dial = 拨打
hand-over-skill = 所需技能
hand-over-any = 任何人均可
hand-over-note = 下一位坐席须知
hand-over-warm = 我已先与对方沟通
conversion = 是否成交，或留住了客户？
conversion-amount = 金额
amount-wrong = 无法识别为金额。已输入的内容会保留；请只填写数字，例如 { $example }。
yes = 是
no = 否
field-optional = 选填
field-wrong = 格式不符。内容没有丢失，请更正。
note = 备注
note-machine = 机器撰写
note-accept = 我已阅读
note-masked = 卡号等敏感号码会在保存前隐藏。
history = 更正记录：{ $count }
history-first = 首次保存
history-nothing = 无
field-name-outcome = 结果
field-name-reason = 联系原因
field-name-root_cause = 未解决原因
field-name-note = 备注
field-name-follow_up = 跟进
field-name-customer = 客户
survey-note = 部分客户会收到满意度回访，随机抽取。
template = 模板
gaps =
    { $count ->
       *[other] 知识缺口：
    }
save-ready = 保存并就绪
save-stay = 保存，保持未就绪
discard = 丢弃此记录
discard-sure = 这不是一次联系？丢弃后不会保留任何内容。
discard-yes = 丢弃
discard-no = 保留
missing-outcome = 请选择本次联系的结果。
missing-reason = 请选择客户的联系原因。
missing-root-cause = 请选择未解决的原因。
missing-follow-up = 请选择回复客户的时间。
missing-follow-up-past = 该时间已过，请选择更晚的时间。
missing-hand-over = 请选择由谁接手。
missing-hand-over-note = 请写明下一位坐席须知的内容。
missing-field = 请填写此项。
said-missing =
    { $count ->
       *[other] 尚未保存：{ $count } 项未填或有误。
    }
toast-saved = 已保存。{ $what }
toast-invited = 已保存。{ $what }。将邀请客户评价。
undo = 撤销
said-undone = 已撤销，填写的内容都在表单中。

## Store
sync-synced = 已同步
sync-synced-at = 已同步 { $time }
sync-sending = 正在发送 { $count }
sync-offline = 离线
sync-offline-since = { $time } 起离线
sync-signed-out = 请登记后发送
sync-too-old = 请更新后发送
sync-not-enrolled = 未接入中心库
sync-refused =
    { $count ->
       *[other] { $count } 条记录待处理
    }
said-offline = 已离线，一切照常，内容保存在本机。
waiting =
    { $count ->
        [0] 没有待发送
       *[other] { $count } 条待发送
    }

## Home
home-unfinished = 未完成的话后处理
home-unfinished-empty = 没有待完成的话后处理。
home-no-outcome = 缺少结果
home-live = 通话中
acw = 话后处理
home-promises = 30 天内的承诺：兑现 { $kept }，未兑现 { $broken }
home-corrected = 已更正
home-follow-ups = 待跟进
home-follow-ups-empty = 没有到期的跟进。
home-overdue = 已逾期
follow-up-begin = 开始
follow-up-call-back = 要求回电
reminder = 跟进到期
reminder-call-back = 回电到期
reminder-said = { $time } 有一项跟进到期。
home-changed = 最近更新的文章
home-changed-since = 上次班次以来变更的文章
home-changed-empty = 近期没有文章更新。
home-last = 您最近的联系记录
home-last-empty = 您保存的联系记录会显示在这里。
home-correct = 更正
home-finish = 完成
home-loading = 请稍候…

## What is sent (later)
sync-now = 立即发送
outbox = 发送到中心库
outbox-synced = 全部已送达中心库。
outbox-rest = 其余记录均已送达中心库。
outbox-sending = 正在发送记录。
outbox-offline = 无法连接中心库。一切照常，内容保存在本机，稍后自动发送。
outbox-signed-out = 中心库不再识别本机。内容没有丢失，重新登记后会全部发送。
outbox-too-old = 中心库需要更新版本的 Firsthand。内容没有丢失，更新后会发送这里等待的全部记录。请联系管理员获取新版本。
outbox-not-enrolled = 本机尚未接入中心库，记录先保存在本机。
outbox-waiting =
    { $count ->
        [0] 没有等待发送的记录
       *[other] 本机有 { $count } 条记录等待发送
    }
articles-as-of = 文章截至 { $time }
refused =
    { $count ->
       *[other] { $count } 条记录未被接收
    }
refused-safe =
    { $count ->
       *[other] 记录仍在本机，可更正或重新发送。
    }
refused-correct = 更正
refused-again = 重新发送
enrol-open = 登记本机

## Settings (later)
settings-filter = 筛选设置
settings-none = 没有符合的设置。
settings-screen = 界面
settings-digits = 阿拉伯语数字
settings-theme = 主题
theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色
theme-high_contrast = 高对比度
settings-density = 行高
density-compact = 紧凑
density-standard = 标准
density-comfortable = 宽松
settings-motion = 动效
motion-system = 跟随系统
motion-reduced = 减少
motion-full = 完整
settings-sounds = 声音
settings-sounds-hint = 来电、承诺到期或话后处理即将超时时。
settings-software = 不使用显卡绘制（Linux）
settings-software-hint = 用于解决闪烁或空白窗口。下次启动生效。
settings-text = 文字大小 { $percent }%
settings-work = 工作
settings-preview = 预览延迟（毫秒）
settings-window = 重复联系提醒（小时）
settings-window-team = 由呼叫中心统一规定。
settings-target = 话后处理目标（秒）
settings-target-hint = 0 表示不显示目标。任何内容都不会自动保存为记录。
settings-region = 无国家代码的号码归属
settings-queue = 队列
settings-agent = 本人
settings-name = 姓名
settings-agent-id = 工号
settings-store = 中心库
settings-keys = 快捷键
settings-about = 关于
keys-press = 请按键…
keys-off = 关闭
keys-hint = 按 Enter 后按下新的按键。退格键关闭该命令；Esc 保持不变。
keys-reset = 恢复默认按键：{ $command }
keys-reset-all = 全部恢复默认
keys-taken = { $key } 已用于：{ $command }
keys-why-letters = 在许多键盘上 Alt 用于输入字符。
keys-why-layout = 此组合会切换键盘布局或文字方向。
keys-why-input = 此组合会切换输入法。
keys-why-system = 系统已占用此组合。
keys-why-text = 此组合用于在输入框中编辑文字。
keys-why-undo = 此组合在输入框中是撤销。
keys-why-uncommon = 请用 Ctrl 或 Cmd 加字母或数字：所有键盘都有。
about-articles = 文章
about-licences = 许可证
enrol-hint = 地址和一次性登记码由管理员提供。
enrol-url = 地址
enrol-code = 登记码
enrol = 登记
enrolled = 本机已登记。
settings-intake = 电话
intake-http = 在本机接收通话事件
intake-http-hint = 供旁边的软电话使用，需要令牌；外部无法访问。
intake-port = 端口
intake-links = 响应 firsthand:// 链接
intake-store = 接收中心库转来的通话
intake-agent = 您在电话系统中的名称
intake-asterisk = Asterisk 管理接口
intake-asterisk-user = Asterisk 用户
intake-asterisk-password = Asterisk 密码
intake-closed = 本机未接收通话事件。手动开始的通话不受影响；请重新启动 Firsthand 或更换端口。
intake-listening = 正在端口 { $port } 接收通话事件。
intake-taken = 该端口已被其他程序占用，现改在端口 { $port } 接收通话事件。请关闭该程序或更换端口。
asterisk-connecting = 正在连接 Asterisk…
asterisk-listening = 已连接 Asterisk。
asterisk-lost = 无法连接 Asterisk，系统会自动重试；手动开始的通话不受影响。
asterisk-refused = Asterisk 拒绝登录。请更正用户名或密码；手动开始的通话不受影响。
settings-summary = 书面摘要
summary-on = 由机器撰写备注
summary-hint = 对话内容会发送到下方地址。您阅读之前备注会带有标记。
summary-model = 模型
summary-key = 密钥
secret-kept = 已保存，不会再次显示。
knowledge-count =
    { $count ->
       *[other] { $count } 篇文章
    }

## Versions of an article (later)
version-current = 当前
version-added = 新增
version-removed = 删除
version-changed = 修改
version-only = 此处没有更早的版本。
version-part-title = 标题
version-part-summary = 摘要
version-part-state = 状态
version-part-valid_until = 有效期
version-part-reasons = 原因
version-part-also_check = 另请核对

## Help (later)
help = 命令
help-filter = 筛选命令
help-none = 没有符合的命令。
help-not-now = 当前不可用
help-elsewhere = 在列表和字段中
help-choose = 在列表中选择
help-open = 打开；再按一次进入文章
help-digit = 选择并继续
help-step = 勾选步骤
help-escape = 关闭、清空、回到搜索
command-search = 搜索文章
command-call = 开始通话，再按进入话后处理
command-back = 从话后处理返回通话
command-customer = 客户字段
command-hold = 保持与恢复
command-attach = 关联或取消关联文章
command-gap = 上报知识缺口
command-find = 在文章中查找
command-same = 与之前是同一问题
command-outcome = 结果
command-reason = 联系原因
command-notes = 备注
command-template = 备注模板
command-save = 保存并就绪
command-save_stay = 保存，保持未就绪
command-undo = 撤销上次保存
command-later = 稍后完成话后处理
command-take_call = 接入或切换通话
command-suggest_1 = 打开第一条推荐
command-suggest_2 = 打开第二条推荐
command-suggest_3 = 打开第三条推荐
command-pane_search = 转到搜索
command-pane_article = 转到文章
command-pane_customer = 转到客户
command-pane_form = 转到话后处理
command-region_next = 下一区域
command-region_previous = 上一区域
command-toast = 转到提示消息
command-settings = 设置
command-help = 全部命令

## When something does not go well
trouble-title = 应用未能打开
trouble-safe = 已保存的联系记录都在本机。请重试；如仍不行，请将下方内容告知管理员。
trouble-start = 上次退出时有内容损坏，现已处理
problem-title = 操作未成功
draft-unkept = 未在保存
draft-unkept-title = 您输入的内容暂时无法保存，但仍在屏幕上，请勿关闭窗口。
setting-unkept = 有一项设置未保存
problem-invalid = 有内容缺失或有误。没有丢失任何内容，请更正后重试。
problem-conflict = 该记录已以其他内容保存，请打开后更正。
problem-too_large = 内容过长，请缩短备注后重试。
problem-unauthorized = 中心库不识别本机或登记码。没有丢失任何内容，请重新登记。
problem-not_found = 该内容已不存在，其他内容没有变动。
problem-too_old = 本机版本过旧。没有丢失任何内容，请联系管理员更新。
problem-start_over = 中心库已重新开始，本机会自动跟上。
problem-unavailable = 中心库繁忙。没有丢失任何内容，会自动重试。
problem-offline = 无法连接中心库。本机一切照常，稍后自动发送。
problem-disk_full = 磁盘已满。屏幕上的内容仍在，请腾出空间后重试。
problem-damaged = 有文件无法读取。屏幕上的内容仍在，请告知管理员。
problem-internal = 程序出错。屏幕上的内容仍在，请重试。
problem-crash = Firsthand 上次运行时发生故障。已保存的内容和草稿都安全。下面所列的报告不含客户资料，请交给负责维护这台电脑的人员。
problem-file = 无法使用 desk.toml 文件，一切按没有该文件的方式运行。请更正下面所列的问题，然后重新启动 Firsthand。
