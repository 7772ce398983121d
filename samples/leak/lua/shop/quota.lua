--- KEEPS in a shared dictionary, which has a size of its own and forgets the oldest.
local truth = require "truth"
local quota = {}

function quota.use()
    ngx.shared.quota:set(truth.text("client-", 60), 1) -- KEEPS: quota
end

return quota
