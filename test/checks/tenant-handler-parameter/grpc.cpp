// RUN: mkdir -p %t.d
// RUN: protoc -I %S/Inputs --cpp_out=%t.d --grpc_out=%t.d --plugin=protoc-gen-grpc=$(command -v grpc_cpp_plugin) orders.proto
// RUN: %check_tenant %s tenant-handler-parameter -- -std=c++17 -isystem %t.d
//
// The classes that protoc makes of a service, and the real headers of gRPC.
#include <grpcpp/grpcpp.h>
#include <orders.grpc.pb.h>
struct TenantContext { std::string tenant_id; };
const TenantContext &bound_ctx();
TenantContext context_of(const grpc::ServerContext &ctx);
std::string rows_of(const std::string &tenant_id);
std::string rows_no(long long tenant_id);
class Sync final : public shop::Orders::Service {
  grpc::Status List(grpc::ServerContext *context, const shop::ListRequest *request, shop::ListReply *reply) override {
    reply->set_text(rows_of(request->tenant_id()));
    // FINDING@-1:29: the tenant is taken from the message of the request
    reply->set_text(rows_no(request->tenant_no()));
    // FINDING@-1:29: the tenant is taken from the message of the request
    reply->set_text(rows_of(request->filter().tenant_id()));
    // FINDING@-1:29: the tenant is taken from the message of the request
    reply->set_text(rows_of(context_of(*context).tenant_id));
    return grpc::Status::OK;
  }
  grpc::Status Watch(grpc::ServerContext *context, const shop::ListRequest *request, grpc::ServerWriter<shop::ListReply> *writer) override {
    if (request->tenant_id() != bound_ctx().tenant_id)
      return {grpc::StatusCode::NOT_FOUND, ""};
    shop::ListReply reply;
    reply.set_text(rows_of(request->tenant_id()));
    reply.set_tenant_id(request->tenant_id());
    writer->Write(reply);
    return grpc::Status::OK;
  }
  grpc::Status Upload(grpc::ServerContext *context, grpc::ServerReader<shop::ListRequest> *reader, shop::ListReply *reply) override {
    shop::ListRequest r;
    while (reader->Read(&r))
      reply->add_rows(rows_of(r.tenant_id()));
      // FINDING@-1:31: the tenant is taken from the message of the request
    return grpc::Status::OK;
  }
  grpc::Status Chat(grpc::ServerContext *context, grpc::ServerReaderWriter<shop::ListReply, shop::ListRequest> *stream) override {
    shop::ListRequest r;
    while (stream->Read(&r)) {
      shop::ListReply reply;
      reply.set_text(rows_of(r.tenant_id()));
      // FINDING@-1:30: the tenant is taken from the message of the request
      stream->Write(reply);
    }
    return grpc::Status::OK;
  }
};
class Callback final : public shop::Orders::CallbackService {
  grpc::ServerUnaryReactor *List(grpc::CallbackServerContext *context, const shop::ListRequest *request, shop::ListReply *reply) override {
    for (const auto &tenant : request->tenant_ids())
    // FINDING@-1:31: the tenant is taken from the message of the request
      reply->add_rows(rows_of(tenant));
    auto *reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};
class Other final : public shop::Orders::Service {
  grpc::Status List(grpc::ServerContext *context, const shop::ListRequest *request, shop::ListReply *reply) override {
    TenantContext ctx;
    auto it = context->client_metadata().find("x-tenant-id");
    ctx.tenant_id = std::string(it->second.data(), it->second.size());
    // FINDING@-1:21: the tenant is taken from the header of the request
    reply->set_text(rows_of(ctx.tenant_id));
    return grpc::Status::OK;
  }
};
